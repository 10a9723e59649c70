import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../../../main/engine/testing/harness.ts'
import { at, byEvent, closed, results, tumbling, windowGraph } from './testing/window-messages.ts'

describe('a window that folds', () => {
  const folding = {
    kind: 'fold',
    initial: '{"n": 0, "topics": []}',
    accumulator: '{"n": accumulator.n + 10 / int(value.v), "topics": accumulator.topics + [topic + "/" + messageId]}',
  }

  it('sees each message as it came, also one that has waited', async () => {
    const { outputs } = await runOperator('window', { windowing: tumbling, clock: byEvent(5), aggregate: folding }, [
      { key: 'a', value: { t: 3, v: 5 }, topic: 'orders' },
      { key: 'a', value: { t: 1, v: 2 } },
    ])
    expect(closed(outputs.out)[0]?.value).toEqual({ n: 7, topics: ['feed/1', 'orders/0'] })
  })

  it('begins with what its first message says', async () => {
    const reduce = {
      kind: 'fold',
      initial: 'value.v',
      accumulator: 'accumulator < value.v ? value.v : accumulator',
    }
    const { outputs } = await runOperator(
      'window',
      { windowing: tumbling, clock: byEvent(), aggregate: reduce },
      at('a1 a2 a3'),
    )
    expect(results(outputs.out)).toEqual([['a', 0, 2]])
  })

  it.each([true, false])(
    'sends a message it cannot take to errors and goes on without it (ordered: %s)',
    async (ordered) => {
      const config = {
        windowing: { kind: 'sliding', lengthMs: 20, offsetMs: 10 },
        clock: byEvent(5),
        ordered,
        aggregate: { ...folding, accumulator: 'accumulator + 10 / int(value.v)', initial: '0' },
      }
      const input = [5, 0, 2].map((v, index) => ({
        key: 'a',
        value: { t: 11 + index, v },
        properties: { at: String(index) },
      }))
      const { outputs, ledger } = await runOperator('window', config, input)
      expect(results(outputs.out)).toEqual([
        ['a', 0, 7],
        ['a', 1, 7],
      ])
      expect(outputs.errors).toMatchObject([
        {
          value: { t: 12, v: 0 },
          key: 'a',
          properties: { at: '1' },
          failure: { code: 'SLUICE-EXPRESSION-FAILED', nodeId: 'tested', attempt: 1 },
          origin: { topic: 'feed', messageId: '1' },
        },
      ])
      expect(ledger).toMatchObject(ordered ? { absorbed: 3, delivered: 0 } : { absorbed: 2, delivered: 1 })
    },
  )

  it('counts what failed after it was absorbed among what came from state', async () => {
    const config = { windowing: tumbling, clock: byEvent(5), aggregate: { kind: 'fold', accumulator: 'value.none' } }
    const result = await runGraph(windowGraph(config), { feed: { read: at('a1') } })
    expect(result.outputs('bad')).toHaveLength(1)
    expect(result.ledger).toMatchObject({ received: 1, absorbed: 1, inFlight: 0 })
    expect(result.fromState).toMatchObject({ received: 1, delivered: 1, inFlight: 0 })
    expect(result.outputs('end')).toEqual([])
  })

  it('opens no window, and gives no number away, for a message that it cannot take', async () => {
    const config = {
      windowing: { kind: 'session', gapMs: 5 },
      clock: byEvent(),
      aggregate: { kind: 'fold', initial: '0', accumulator: 'accumulator + 1 / int(value.v)' },
    }
    const { outputs } = await runOperator('window', config, at('a0 a50'))
    expect(outputs.errors).toHaveLength(1)
    expect(results(outputs.out)).toEqual([['a', 0, 1]])
  })

  it('keeps both sessions when they cannot be merged, and sends the message that would have done so to errors', async () => {
    const config = {
      windowing: { kind: 'session', gapMs: 5 },
      clock: byEvent(100),
      ordered: false,
      aggregate: { kind: 'fold', initial: '0', accumulator: 'accumulator + 1', merger: 'left + right.none' },
    }
    const { outputs } = await runOperator('window', config, at('a0 a10 a5 a1'))
    expect(outputs.errors).toMatchObject([{ value: { t: 5 } }])
    expect(closed(outputs.out)).toEqual([
      { window_id: 0, open_time: 0, close_time: 1, value: 2 },
      { window_id: 1, open_time: 10, close_time: 10, value: 1 },
    ])
  })

  it('merges sessions by its own expression, the earlier one first', async () => {
    const aggregate = {
      kind: 'fold',
      initial: '""',
      accumulator: 'accumulator + string(int(value.v))',
      merger: 'left + "+" + right',
    }
    const config = { windowing: { kind: 'session', gapMs: 5 }, clock: byEvent(100), ordered: false, aggregate }
    const { outputs } = await runOperator('window', config, at('a10 a0 a5'))
    expect(results(outputs.out)).toEqual([['a', 1, '1+02']])
  })
})
