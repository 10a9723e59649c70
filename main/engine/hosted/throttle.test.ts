import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBalanced } from '../../../shared/run/ledger.ts'
import { runOperator, startGraph } from '../testing/harness.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'

const graph = (config: object) => ({
  nodes: [
    { id: 'read', operator: 'test-feed' },
    { id: 'slow', operator: 'throttle', config: { ...config } },
    { id: 'end', operator: 'test-collect' },
  ],
  edges: ['read.out>slow.in', 'slow.out>end.in'],
})

/** Milliseconds from the start at which each message left, with its value. */
async function leavings(config: object, feed: readonly { value: unknown; key?: string | null }[], forMs: number) {
  const clock = createManualClock(0)
  const { pipeline, outputs } = await startGraph(graph(config), { clock, feed: { read: feed } })
  const left: [unknown, number][] = []
  for (let time = 0; time <= forMs; time += 10) {
    await settle()
    for (const { value } of outputs('end').slice(left.length)) left.push([value, time])
    await clock.advance(10)
  }
  await pipeline.stop()
  return { left, ledger: pipeline.snapshot().ledger, pending: clock.pending }
}

const numbers = (count: number) => Array.from({ length: count }, (_, value) => ({ value }))

describe('throttle', () => {
  it('lets messages go at the rate, in their order, and drops none', async () => {
    const { left, ledger } = await leavings({ rate: 10 }, numbers(5), 1_000)
    expect(left).toEqual([0, 1, 2, 3, 4].map((value) => [value, value * 100]))
    expect(ledger).toMatchObject({ received: 5, delivered: 5, dropped: 0 })
  })

  it('lets a burst go at once, then the rest at the rate', async () => {
    const { left } = await leavings({ rate: 10, burst: 3 }, numbers(5), 1_000)
    expect(left.map(([, time]) => time)).toEqual([0, 0, 0, 100, 200])
  })

  it('keeps the order of all messages, whatever their keys', async () => {
    const feed = numbers(40).map(({ value }) => ({ value, key: value % 3 === 0 ? null : `k${value % 2}` }))
    const { left } = await leavings({ rate: 100 }, feed, 1_000)
    expect(left.map(([value]) => value)).toEqual(feed.map(({ value }) => value))
  })

  it('gives each key a rate of its own, and messages without one theirs', async () => {
    const keys = ['a', 'a', 'b', 'a', null, 'b', null]
    const { left } = await leavings(
      { rate: 10, per: 'key' },
      keys.map((key, value) => ({ value, key })),
      1_000,
    )
    expect(left).toEqual([
      [0, 0],
      [2, 0],
      [4, 0],
      [1, 100],
      [5, 100],
      [6, 100],
      [3, 200],
    ])
  })

  it("lets a millisecond's worth leave at once, since no timer is finer", async () => {
    const clock = createManualClock(0)
    const { pipeline, outputs } = await startGraph(graph({ rate: 4_000 }), { clock, feed: { read: numbers(100) } })
    const left: number[] = []
    for (let millisecond = 0; millisecond < 4; millisecond++) {
      await settle()
      left.push(outputs('end').length)
      await clock.advance(1)
    }
    expect(left).toEqual([4, 8, 12, 16])
    await pipeline.stop()
  })

  it('takes rates below one', async () => {
    const { left } = await leavings({ rate: 0.5 }, numbers(3), 5_000)
    expect(left.map(([, time]) => time)).toEqual([0, 2_000, 4_000])
  })

  it('makes those before it wait', async () => {
    const clock = createManualClock(0)
    const { pipeline } = await startGraph(graph({ rate: 5 }), { clock, feed: { read: numbers(1_000) } })
    await settle()
    expect(pipeline.snapshot().nodes).toMatchObject({
      slow: { depth: 1 },
      read: { activity: 'blocked', blockedBy: 'slow' },
    })
    await pipeline.stop()
  })

  it.each([
    [{ rate: 200 }, 20],
    [{ rate: 1_000_000 }, 10_000],
    [{ rate: 5, per: 'key' }, 1_000],
  ])('with %j holds %i at most', async (config, most) => {
    const clock = createManualClock(0)
    const { pipeline } = await startGraph(graph(config), { clock, feed: { read: numbers(20_000) } })
    await settle()
    expect([most - 1, most]).toContain(pipeline.snapshot().nodes.slow?.depth)
    await pipeline.stop()
    expect(clock.pending).toBe(0)
  })

  it('gives back what it holds when the run is stopped, and leaves no timer', async () => {
    const { left, ledger, pending } = await leavings({ rate: 1 }, numbers(3), 500)
    expect(left).toHaveLength(1)
    expect(ledger).toMatchObject({ delivered: 1, inFlight: 0, dropped: 0 })
    expect(ledger.returned).toBeGreaterThan(0)
    expect(pending).toBe(0)
  })

  it.each([{ rate: 0 }, { rate: -1 }, { rate: 2_000_000 }, { burst: 0 }, { burst: 1.5 }, { per: 'topic' }])(
    'refuses %j',
    async (wrong) => {
      const { failure } = await runOperator('throttle', wrong, [])
      expect(failure?.message).toContain(Object.keys(wrong)[0])
    },
  )

  it.each(['all', 'key'])('accounts for every one of 10,000 random messages, at a rate for %s', async (per) => {
    const message = fc.record({ value: fc.nat(), key: fc.option(fc.constantFrom('a', 'b', 'c')) })
    const inputs = fc.sample(message, { seed: 7, numRuns: 10_000 })
    const { outputs, ledger, failure } = await runOperator('throttle', { rate: 1_000_000, burst: 50, per }, inputs)
    expect(failure).toBeNull()
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000, inFlight: 0 })
    for (const key of ['a', 'b', 'c', null]) {
      const of = (messages: readonly { key?: string | null; value?: unknown }[]) =>
        messages.filter((one) => one.key === key).map(({ value }) => value)
      expect(of(outputs.out ?? [])).toEqual(of(inputs))
    }
    if (per === 'all') expect(outputs.out?.map(({ value }) => value)).toEqual(inputs.map(({ value }) => value))
  })
})
