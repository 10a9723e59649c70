import { describe, expect, it } from 'vitest'
import { runOperator, startGraph } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'

const lists = (messages: readonly { readonly key: string | null; readonly value: unknown }[] | undefined) =>
  messages?.map(({ key, value }) => [key, value])

/** Values of one key, `gap` ms before each; what came out and after how many milliseconds. */
async function paced(config: Readonly<Record<string, unknown>>, gap: number, count: number, waitMs: number) {
  const clock = createManualClock()
  const start = clock.now()
  const { pipeline } = await startGraph(
    {
      nodes: [
        { id: 'read', operator: 'generator', config: { template: 'simple', count, rate: 1_000 / gap, keys: 1 } },
        { id: 'list', operator: 'collect', config },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>list.in', 'list.out>end.in'],
    },
    { clock, until: () => false },
  )
  const seen: { readonly after: number; readonly size: number }[] = []
  pipeline.observe('list.out>end.in', ({ value }) => {
    seen.push({ after: clock.now() - start, size: (value as unknown[]).length })
  })
  await clock.advance(waitMs)
  await pipeline.stop()
  return seen
}

describe('collect', () => {
  it('sends a list when it is full, then begins another, each key for itself', async () => {
    const input = ['a', 'b', 'a', 'b', 'a', 'a'].map((key, value) => ({ key, value }))
    const { outputs } = await runOperator('collect', { maxSize: 2 }, input)
    expect(lists(outputs.out)).toEqual([
      ['a', [0, 2]],
      ['b', [1, 3]],
      ['a', [4, 5]],
    ])
  })

  it('sends what is left when the input ends, and everything that came is absorbed', async () => {
    const { outputs, ledger } = await runOperator('collect', { maxSize: 3 }, [
      { key: 'a', value: 1, properties: { p: 'x' } },
      { key: 'b', value: 2 },
    ])
    expect(lists(outputs.out)).toEqual([
      ['a', [1]],
      ['b', [2]],
    ])
    expect(outputs.out?.[0]).toMatchObject({ properties: {}, topic: null, eventTime: null })
    expect(ledger).toMatchObject({ received: 2, absorbed: 2, delivered: 0, inFlight: 0 })
  })

  it('sends lists of one at once when that is the size', async () => {
    const { outputs } = await runOperator('collect', { maxSize: 1 }, [{ key: 'a', value: null }])
    expect(lists(outputs.out)).toEqual([['a', [null]]])
  })

  it('waits from the latest message: a steady trickle fills the list', async () => {
    expect(await paced({ maxSize: 5, timeoutMs: 150 }, 100, 12, 3_000)).toEqual([
      { after: expect.any(Number), size: 5 },
      { after: expect.any(Number), size: 5 },
      { after: expect.any(Number), size: 2 },
    ])
  })

  it('waits from the first message when it is told so', async () => {
    const seen = await paced({ maxSize: 5, timeoutMs: 150, timeoutMode: 'since-first' }, 100, 6, 3_000)
    expect(seen.map(({ size }) => size)).toEqual([2, 2, 2])
    expect(seen[1]!.after - seen[0]!.after).toBe(200)
  })

  it('sends a message without a key to errors', async () => {
    const { outputs } = await runOperator('collect', {}, [{ value: 1 }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-KEY-MISSING')
    expect(outputs.out).toEqual([])
  })

  it.each([{ maxSize: 0 }, { maxSize: 1.5 }, { timeoutMs: 0 }, { timeoutMode: 'never' }])(
    'refuses %o by a sentence that names the field',
    async (config) => {
      const { failure } = await runOperator('collect', config, [])
      expect(failure?.message).toContain(Object.keys(config)[0])
    },
  )
})
