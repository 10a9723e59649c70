import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { isBalanced } from '../../../shared/run/ledger.ts'
import { runOperator, startGraph } from '../testing/harness.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'

const graph = (config: object) => ({
  nodes: [
    { id: 'read', operator: 'test-feed' },
    { id: 'wait', operator: 'delay', config: { ...config } },
    { id: 'end', operator: 'test-collect' },
    { id: 'bad', operator: 'test-collect' },
  ],
  edges: ['read.out>wait.in', 'wait.out>end.in', 'wait.errors>bad.in'],
})

/** A run from time 0 on, and what has left by a time, as value and time. */
async function start(config: object, feed: readonly ExampleMessage[]) {
  const clock = createManualClock(0)
  const { pipeline, outputs } = await startGraph(graph(config), { clock, feed: { read: feed } })
  const left: [unknown, number][] = []
  const until = async (end: number, step = 10) => {
    for (; clock.now() <= end; await clock.advance(step)) {
      await settle()
      for (const { value } of outputs('end').slice(left.length)) left.push([value, clock.now()])
    }
    return left
  }
  return { clock, pipeline, outputs, until }
}

const at = (eventTime: number, key: string | null = null, value: unknown = eventTime) => ({ value, key, eventTime })
const byEventTime = { mode: 'event-time' }

describe('delay', () => {
  it('holds each message for the duration from its coming, those of one key side by side', async () => {
    const feed = [1, 2, 3].map((value) => ({ value, key: 'k' }))
    const { until, pipeline, clock } = await start({ durationMs: 500 }, feed)
    expect(await until(480)).toEqual([])
    expect(pipeline.snapshot().nodes.wait).toMatchObject({ depth: 3 })
    expect(await until(1_000)).toEqual([1, 2, 3].map((value) => [value, 500]))
    await pipeline.stop()
    expect(clock.pending).toBe(0)
  })

  it('holds messages without a key until their event times, and lets those go at once that are due', async () => {
    const { until, pipeline } = await start(byEventTime, [at(300), at(0), at(100)])
    expect(await until(500)).toEqual([
      [0, 0],
      [100, 100],
      [300, 300],
    ])
    await pipeline.stop()
  })

  it('keeps the order of a key: one that is due earlier waits for the one before it', async () => {
    const { until, pipeline } = await start(byEventTime, [
      at(300, 'a', 'a1'),
      at(100, 'a', 'a2'),
      at(100, 'b', 'b1'),
      at(0, 'a', 'a3'),
    ])
    expect(await until(500)).toEqual([
      ['b1', 100],
      ['a1', 300],
      ['a2', 300],
      ['a3', 300],
    ])
    await pipeline.stop()
  })

  it('holds messages until a time that is worked out', async () => {
    const config = { mode: 'until', until: 'eventTime + value' }
    const { until, pipeline } = await start(config, [at(100, null, 50), at(100, null, 20)])
    expect(await until(300)).toEqual([
      [20, 120],
      [50, 150],
    ])
    await pipeline.stop()
  })

  it.each([
    [
      { mode: 'until', until: 'value.at' },
      { at: 'noon' },
      '`until` must be milliseconds since 1970; `value.at` gave the text "noon".',
    ],
    [
      { mode: 'until', until: 'value.at' },
      { at: -1 },
      '`until` must be milliseconds since 1970; `value.at` gave the number -1.',
    ],
    [byEventTime, {}, 'The message has no event time to wait for.'],
    [
      { mode: 'until', until: 'value.at', longestMs: 60_000 },
      { at: 1_700_000_060_001 },
      'would wait 60 s, and at most 60 s are allowed',
    ],
  ])('by %j sends %j to errors at once', async (config, value, words) => {
    const { outputs } = await runOperator('delay', config, [{ value, key: 'k' }])
    expect(outputs.out).toEqual([])
    expect(outputs.errors?.[0]).toMatchObject({ value, failure: { code: 'SLUICE-MESSAGE-TIME' } })
    expect(outputs.errors?.[0]?.failure?.message).toContain(words)
  })

  it('holds 10,000 at once, then makes those before it wait', async () => {
    const feed = Array.from({ length: 10_050 }, (_, value) => ({ value, key: `k${value % 3}` }))
    const { pipeline, clock, outputs } = await start({ durationMs: 100 }, feed)
    const settings = pipeline.snapshot()
    expect(settings.ledger.received).toBeLessThanOrEqual(10_000)
    await settle()
    expect(pipeline.snapshot().nodes.wait?.depth).toBe(10_000)
    await clock.advance(100)
    await settle()
    expect(outputs('end')).toHaveLength(10_000)
    await clock.advance(100)
    await settle()
    expect(outputs('end').map(({ value }) => value)).toEqual(feed.map(({ value }) => value))
    await pipeline.stop()
  })

  it('gives back what it holds when the run is stopped, and leaves no timer', async () => {
    const { pipeline, clock } = await start({ durationMs: 60_000 }, [{ value: 1 }, { value: 2, key: 'k' }])
    await settle()
    await pipeline.stop()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 2, returned: 2, inFlight: 0 })
    expect(clock.pending).toBe(0)
  })

  it.each([
    [{ mode: 'until' }, 'Give the expression that yields the time.'],
    [{ mode: 'until', until: 'value.' }, 'cannot start'],
    [{ durationMs: -1 }, 'durationMs'],
    [{ durationMs: 2_000, longestMs: 1_000 }, 'The duration is longer'],
  ])('refuses %j', async (wrong, words) => {
    const { failure } = await runOperator('delay', wrong, [])
    expect(failure?.message).toContain(words)
  })

  it('accounts for every one of 10,000 random messages, each key in its order', async () => {
    const start = 1_700_000_000_000
    const message = fc.record({
      value: fc.nat(),
      key: fc.option(fc.constantFrom('a', 'b', 'c')),
      eventTime: fc.option(fc.integer({ min: start - 500, max: start + 500 }), { freq: 10 }),
    })
    const inputs = fc.sample(message, { seed: 7, numRuns: 10_000 })
    const { outputs, ledger, failure } = await runOperator('delay', byEventTime, inputs)
    expect(failure).toBeNull()
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000, inFlight: 0 })
    const timed = inputs.filter(({ eventTime }) => eventTime !== null)
    expect(outputs.errors).toHaveLength(10_000 - timed.length)
    for (const key of ['a', 'b', 'c']) {
      const of = (messages: readonly { key?: string | null; value?: unknown }[]) =>
        messages.filter((one) => one.key === key).map(({ value }) => value)
      expect(of(outputs.out ?? [])).toEqual(of(timed))
    }
    const unkeyed = (outputs.out ?? []).filter(({ key }) => key === null).map(({ eventTime }) => eventTime as number)
    const waited = unkeyed.filter((time) => time > start)
    expect(waited).toEqual([...waited].sort((a, b) => a - b))
  })
})
