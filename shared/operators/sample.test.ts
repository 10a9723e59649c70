import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'
import { isBalanced } from '../run/ledger.ts'
import { operatorSpecs } from './specs.ts'

const keyed = (count: number, keys: number) =>
  Array.from({ length: count }, (_, index) => ({ value: index, key: `customer-${index % keys}` }))
const sample = (config: object, inputs: readonly { value: unknown; key?: string | null }[]) =>
  runOperator('sample', { ...config }, inputs)

async function keysKept(percent: number, count = 2_000): Promise<ReadonlySet<string>> {
  const { outputs } = await sample({ mode: 'percent', percent }, keyed(count * 2, count))
  const kept = Map.groupBy(outputs.out ?? [], ({ key }) => key as string)
  for (const messages of kept.values()) expect(messages).toHaveLength(2)
  return new Set(kept.keys())
}

describe('sample, every n-th', () => {
  it('keeps the first and each n-th after it, and counts the others as dropped(sample)', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'some', operator: 'sample', config: { every: 3 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>some.in', 'some.out>end.in'],
      },
      { feed: { read: [0, 1, 2, 3, 4, 5, 6].map((value) => ({ value })) } },
    )
    expect(result.outputs('end').map(({ value }) => value)).toEqual([0, 3, 6])
    expect(result.nodes.some?.dropped).toEqual({ sample: 4 })
    expect(result.ledger).toMatchObject({ received: 7, delivered: 3, dropped: 4 })
  })

  it('hands on the very message, untouched', async () => {
    const message = { value: { a: 1 }, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const { outputs } = await runOperator('sample', { every: 1 }, [message])
    expect(outputs.out?.[0]).toMatchObject(message)
  })
})

describe('sample, percent of keys', () => {
  it('keeps a key always or never, in every run', async () => {
    const kept = await keysKept(20)
    expect(await keysKept(20)).toEqual(kept)
    expect(kept.size).toBeGreaterThan(330)
    expect(kept.size).toBeLessThan(470)
  })

  it('keeps with more percent all that it kept with fewer', async () => {
    const few = await keysKept(5)
    const more = await keysKept(30)
    expect(few.size).toBeGreaterThan(50)
    expect([...few].filter((key) => !more.has(key))).toEqual([])
  })

  it.each([
    [0, 0],
    [100, 2_000],
  ])('at %i percent keeps %i of 2,000 keys', async (percent, count) => {
    expect((await keysKept(percent)).size).toBe(count)
  })

  it('chooses messages without a key by topic and message id, so that one delivered again ends the same way', async () => {
    const unkeyed = Array.from({ length: 1_000 }, (_, value) => ({ value, key: null }))
    const first = await sample({ mode: 'percent', percent: 50 }, unkeyed)
    const again = await sample({ mode: 'percent', percent: 50 }, unkeyed)
    const kept = first.outputs.out?.map(({ value }) => value)
    expect(again.outputs.out?.map(({ value }) => value)).toEqual(kept)
    expect(kept?.length).toBeGreaterThan(430)
    expect(kept?.length).toBeLessThan(570)
  })
})

describe('sample, first per interval', () => {
  /** Messages at given milliseconds: a delay step before the sample lets each wait for its time. */
  async function at(times: readonly number[], config: object): Promise<readonly unknown[]> {
    const { outputs } = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'wait', operator: 'delay', config: { mode: 'event-time' } },
          { id: 'some', operator: 'sample', config: { mode: 'interval', ...config } },
          { id: 'end', operator: 'test-collect' },
          { id: 'bad', operator: 'test-collect' },
        ],
        edges: ['read.out>wait.in', 'wait.out>some.in', 'wait.errors>bad.in', 'some.out>end.in'],
      },
      { clock: createManualClock(0), feed: { read: times.map((eventTime) => ({ value: eventTime, eventTime })) } },
    )
    return outputs('end').map(({ value }) => value)
  }

  it('keeps the first few of each interval, which begins with its first message', async () => {
    expect(await at([10, 20, 30, 109, 110, 111, 112, 500, 550, 560], { count: 2, intervalMs: 100 })).toEqual([
      10, 20, 110, 111, 500, 550,
    ])
  })

  it('keeps one a second when nothing else is said', async () => {
    expect(await at([0, 500, 999, 1_000, 1_001, 2_000], {})).toEqual([0, 1_000, 2_000])
  })

  it('is the only way that needs a single process', () => {
    const reasonOf = (mode: string) => operatorSpecs.sample.singleProcess?.(operatorSpecs.sample.config.parse({ mode }))
    expect([reasonOf('every'), reasonOf('percent')]).toEqual([null, null])
    expect(reasonOf('interval')).toContain('Each process')
  })
})

describe('sample, any way', () => {
  it.each([
    ['every', { every: 0 }],
    ['every', { every: 1.5 }],
    ['percent', { percent: 101 }],
    ['percent', { percent: -1 }],
    ['interval', { count: 0 }],
    ['interval', { intervalMs: 0 }],
  ])('by %s refuses %j', async (mode, wrong) => {
    const { failure } = await sample({ mode, ...wrong }, [])
    expect(failure?.message).toContain(Object.keys(wrong)[0])
  })

  it.each([
    { mode: 'every', every: 7 },
    { mode: 'percent', percent: 33 },
    { mode: 'interval', count: 4_000 },
  ])('accounts for every one of 10,000 random messages by %j', async (config) => {
    const message = fc.record({ value: fc.jsonValue({ maxDepth: 1 }), key: fc.option(fc.string({ maxLength: 3 })) })
    const { outputs, ledger, failure } = await sample(config, fc.sample(message, { seed: 7, numRuns: 10_000 }))
    expect(failure).toBeNull()
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: outputs.out?.length })
    expect(ledger.delivered + ledger.dropped).toBe(10_000)
    for (const count of [ledger.dropped, ledger.delivered]) expect(count).toBeGreaterThan(1_000)
  })
})
