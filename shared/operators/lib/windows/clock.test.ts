import { describe, expect, it } from 'vitest'
import { runOperator, startGraph } from '../../../../main/engine/testing/harness.ts'
import { createManualClock, settle } from '../../../../main/engine/testing/manual-clock.ts'
import type { ExampleMessage } from '../../define.ts'
import { at, byEvent, closed, results, tumbling, windowGraph } from './testing/window-messages.ts'

const list = { kind: 'collect', of: 'value.v' }

/** What is sent without the input coming to an end: a second source stays open. */
async function live(config: Readonly<Record<string, unknown>>, inputs: readonly ExampleMessage[]) {
  const clock = createManualClock(0)
  const open = windowGraph(config)
  const started = await startGraph(
    {
      nodes: [
        ...open.nodes,
        { id: 'open', operator: 'generator', config: { template: 'simple', rate: 0.0001, keys: 1, endless: true } },
        { id: 'far', operator: 'filter', config: { condition: 'false' } },
      ],
      edges: [...open.edges, 'open.out>far.in', 'far.out>cut.in'],
    },
    { clock, feed: { read: inputs } },
  )
  await settle()
  return { ...started, clock, sent: () => results(started.outputs('end')) }
}

describe('the time of a window', () => {
  it('closes the windows of a key that has gone silent, when what was waited for has passed', async () => {
    const { clock, sent, pipeline } = await live({ windowing: tumbling, clock: byEvent(3) }, at('a8 b1'))
    await clock.advance(4)
    expect(sent()).toEqual([])
    await clock.advance(1)
    expect(sent()).toEqual([['a', 0, 1]])
    await clock.advance(6)
    expect(sent()).toEqual([['a', 0, 1]])
    await clock.advance(1)
    expect(sent()).toEqual([
      ['a', 0, 1],
      ['b', 0, 1],
    ])
    expect(pipeline.snapshot().nodes.cut?.report).toMatchObject({ keys: 0 })
    await pipeline.stop()
  })

  it('is the system time by default, from the arrival of a message', async () => {
    const { clock, sent, outputs, pipeline } = await live({ windowing: tumbling }, at('a0 a0'))
    await clock.advance(9)
    expect(sent()).toEqual([])
    await clock.advance(1)
    expect(closed(outputs('end'))).toEqual([{ window_id: 0, open_time: 0, close_time: 10, value: 2 }])
    await pipeline.stop()
  })

  it('closes a silent session one millisecond after its gap', async () => {
    const { clock, sent, pipeline } = await live(
      { windowing: { kind: 'session', gapMs: 5 }, clock: byEvent() },
      at('a1'),
    )
    await clock.advance(5)
    expect(sent()).toEqual([])
    await clock.advance(1)
    expect(sent()).toEqual([['a', 0, 1]])
    expect(pipeline.snapshot().nodes.cut?.report).toMatchObject({ keys: 1 })
    await pipeline.stop()
  })

  it('opens and closes a silent window whose messages were still waiting their turn', async () => {
    const { clock, sent, pipeline } = await live(
      { windowing: tumbling, clock: byEvent(30), aggregate: list },
      at('a25 a12 a15'),
    )
    await clock.advance(24)
    expect(sent()).toEqual([])
    await clock.advance(1)
    expect(sent()).toEqual([['a', 1, [1, 2]]])
    await clock.advance(10)
    expect(sent()[1]).toEqual(['a', 2, [0]])
    await pipeline.stop()
  })

  it('opens and closes a silent session whose messages were still waiting their turn', async () => {
    const config = { windowing: { kind: 'session', gapMs: 5 }, clock: byEvent(30), aggregate: list }
    const { clock, sent, pipeline } = await live(config, at('a25 a12'))
    await clock.advance(22)
    expect(sent()).toEqual([])
    await clock.advance(1)
    expect(sent()).toEqual([['a', 0, [1]]])
    await clock.advance(13)
    expect(sent()[1]).toEqual(['a', 1, [0]])
    await pipeline.stop()
  })

  it('stays with a run that is stopped before windows close, and nothing is sent', async () => {
    const { sent, pipeline } = await live({ windowing: tumbling, clock: byEvent(3) }, at('a8'))
    await pipeline.drain()
    expect(sent()).toEqual([])
    expect(pipeline.snapshot().ledger).toMatchObject({ absorbed: 1, inFlight: 0 })
  })

  it.each([
    ['2026-01-31T12:00:00Z', 1_769_860_800_000],
    ['2026-01-31T13:00:00.250+01:00', 1_769_860_800_250],
    ['2026-01-31 12:00+0000', 1_769_860_800_000],
    [12.9, 12],
    [-5, -5],
  ])('may be %s', async (t, openTime) => {
    const config = { windowing: { kind: 'session', gapMs: 0 }, clock: byEvent() }
    const { outputs } = await runOperator('window', config, [{ key: 'a', value: { t } }])
    expect(closed(outputs.out)[0]?.open_time).toBe(openTime)
  })

  it.each([null, 'yesterday', '2026-01-31T12:00:00', '2026-13-31T12:00:00Z', true, [], 9e15])(
    'must not be %j: the message is an error, and changes nothing',
    async (t) => {
      const config = { windowing: tumbling, clock: byEvent() }
      const { outputs, ledger } = await runOperator('window', config, [{ key: 'a', value: { t } }, ...at('a1')])
      expect(outputs.errors?.[0]?.failure).toMatchObject({ code: 'SLUICE-WINDOW-TIME' })
      expect(outputs.errors?.[0]?.failure?.message).toContain('`value.t` gave')
      expect(results(outputs.out)).toEqual([['a', 0, 1]])
      expect(ledger).toMatchObject({ received: 2, absorbed: 1, delivered: 1 })
    },
  )
})
