import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'
import type { Message } from '../message.ts'
import { isBalanced } from '../run/ledger.ts'
import type { ExampleMessage } from './define.ts'
import { operatorSpecs } from './specs.ts'

const now = 1_700_000_000_000
const measure = { mode: 'measure' }

/** Measures messages, and gives what came out with the step's report. */
async function measured(config: object, feed: readonly ExampleMessage[]) {
  const result = await runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'look', operator: 'track', config: { ...measure, ...config } },
        { id: 'end', operator: 'test-collect' },
        { id: 'bad', operator: 'test-collect' },
      ],
      edges: ['read.out>look.in', 'look.out>end.in', 'look.errors>bad.in'],
    },
    { clock: createManualClock(now), feed: { read: feed } },
  )
  return { ...result, out: result.outputs('end'), report: result.nodes.look?.report as Report }
}

type Report = ReturnType<InstanceType<typeof import('./lib/track-figures.ts').TrackFigures>['report']>

const sentBefore = (ms: number, rest: Record<string, string> = {}): ExampleMessage => ({
  value: ms,
  properties: { sent_at: new Date(now - ms).toISOString(), ...rest },
})

/** The same figures from nothing but the messages that came out. */
function recomputed(out: readonly Message[], slaLatencyMs: number, slaSuccessRate: number) {
  const good = out.filter(({ properties, failure }) => failure === null && properties.error_code === undefined)
  const latencies = good.map(({ properties }) => Number(properties.latency_ms)).sort((a, b) => a - b)
  const rank = (percent: number) => latencies[Math.ceil((percent * latencies.length) / 100) - 1] ?? null
  const countBy = (names: readonly string[]) =>
    Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]))
  const met = out.filter(({ properties }) => properties.sla === 'met').length
  return {
    messages: out.length,
    succeeded: good.length,
    failed: out.length - good.length,
    successRate: good.length / out.length,
    p: [rank(50), rank(95), rank(99), latencies.at(-1) ?? null],
    mean: latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length,
    topics: countBy(out.map(({ topic, origin }) => topic ?? origin.topic)),
    errors: countBy(out.flatMap(({ properties, failure }) => failure?.code ?? properties.error_code ?? [])),
    met,
    missed: out.filter(({ properties }) => properties.sla === 'missed').length,
    verdict:
      (rank(99) ?? 0) <= slaLatencyMs && good.length / out.length >= slaSuccessRate
        ? ('met' as const)
        : ('missed' as const),
  }
}

describe('track, stamping', () => {
  it('writes id, topic and time, and leaves all else as it is', async () => {
    const message = { value: { a: 1 }, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const { outputs } = await runOperator('track', {}, [message])
    expect(outputs.out?.[0]).toMatchObject({
      ...message,
      properties: { p: 'q', message_id: '0', source_topic: 'feed', sent_at: '2023-11-14T22:13:20.000Z' },
    })
  })

  it('takes an id made of the message, and a prefix for all names', async () => {
    const { outputs } = await runOperator('track', { id: 'order-{value.id}', prefix: 'way.' }, [{ value: { id: 7 } }])
    expect(outputs.out?.[0]?.properties).toEqual({
      'way.message_id': 'order-7',
      'way.source_topic': 'feed',
      'way.sent_at': '2023-11-14T22:13:20.000Z',
    })
  })

  it('sends a message to errors whose id cannot be made', async () => {
    const { outputs } = await runOperator('track', { id: '{value.id}' }, [{ value: {} }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-EXPRESSION-FIELD')
  })
})

describe('track, measuring', () => {
  it('writes latency and service level onto each message, and nothing else', async () => {
    const { out } = await measured({ slaLatencyMs: 100 }, [sentBefore(100, { p: 'q' }), sentBefore(101)])
    expect(out.map(({ properties }) => [properties.latency_ms, properties.sla])).toEqual([
      ['100', 'met'],
      ['101', 'missed'],
    ])
    expect(out[0]?.properties).toEqual({ p: 'q', sent_at: '2023-11-14T22:13:19.900Z', latency_ms: '100', sla: 'met' })
  })

  it('measures the way between two steps of one pipeline', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'from', operator: 'track', config: { prefix: 'a_' } },
          { id: 'wait', operator: 'delay', config: { durationMs: 250 } },
          { id: 'to', operator: 'track', config: { ...measure, prefix: 'a_' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>from.in', 'from.out>wait.in', 'wait.out>to.in', 'to.out>end.in'],
      },
      { feed: { read: [{ value: 1 }] } },
    )
    expect(result.outputs('end')[0]?.properties).toMatchObject({ a_latency_ms: '250', a_sla: 'missed' })
    expect(result.nodes.from?.report).toBeUndefined()
    expect(result.nodes.to?.report).toMatchObject({ messages: 1, latencyMs: { p50: 250, p99: 250, max: 250 } })
  })

  it('counts as failed what comes from an errors port or carries an error, by its code', async () => {
    const feed = [{ value: 4 }, { value: 'x' }, { value: 5 }].map((one) => ({
      ...one,
      ...sentBefore(10),
      value: one.value,
    }))
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'keep', operator: 'branch', config: { predicate: 'value > 4' } },
          { id: 'look', operator: 'track', config: measure },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: [
          'read.out>keep.in',
          'keep.trues>look.in',
          'keep.falses>look.in',
          'keep.errors>look.in',
          'look.out>end.in',
        ],
      },
      { clock: createManualClock(now), feed: { read: feed } },
    )
    expect(result.nodes.look?.report).toMatchObject({
      messages: 3,
      succeeded: 2,
      failed: 1,
      errors: { 'SLUICE-EXPRESSION-TYPE': 1 },
      sla: { met: 2, missed: 1 },
    })
    const failed = result.outputs('end').find(({ value }) => value === 'x')
    expect(failed).toMatchObject({ failure: { code: 'SLUICE-EXPRESSION-TYPE' }, properties: { sla: 'missed' } })
  })

  it('knows the errors of Error message and of the connector, stamped or not', async () => {
    const { report, out } = await measured({}, [
      sentBefore(10, { error_code: 'SLUICE-VALIDATE' }),
      { value: 1, properties: { error_type: 'ValueError' } },
      sentBefore(10),
    ])
    expect(report).toMatchObject({ failed: 2, errors: { 'SLUICE-VALIDATE': 1, ValueError: 1 }, successRate: 1 / 3 })
    expect(report.latencyMs).toMatchObject({ p50: 10, max: 10 })
    expect(out[1]?.properties).toEqual({ error_type: 'ValueError', sla: 'missed' })
  })

  it.each([
    [{}, 'has no property `sent_at`'],
    [{ sent_at: 'yesterday' }, 'has `sent_at` "yesterday", which is no time'],
    [{ sent_at: '2023-13-45T00:00:00Z' }, 'which is no time'],
    [{ sent_at: '' }, 'which is no time'],
  ])(
    'sends a message to errors whose properties are %j, and leaves it out of the figures',
    async (properties, words) => {
      const { out, outputs, report } = await measured({}, [{ value: 1, properties }, sentBefore(5)])
      expect(outputs('bad')[0]?.failure).toMatchObject({ code: 'SLUICE-TRACK-STAMP' })
      expect(outputs('bad')[0]?.failure?.message).toContain(words)
      expect([out.length, report.messages]).toEqual([1, 1])
    },
  )

  it.each([
    ['2023-11-14T22:13:19.500Z', 500],
    ['2023-11-14T23:13:19.500123+01:00', 500],
    ['1699999999000', 1_000],
    ['1699999999000.25', 1_000],
  ])('reads the stamp %s', async (sent_at, latency) => {
    const { out } = await measured({}, [{ value: 1, properties: { sent_at } }])
    expect(out[0]?.properties.latency_ms).toBe(String(latency))
  })

  it('counts a message from a clock that is ahead as 0 ms, and says so', async () => {
    const { out, report } = await measured({}, [sentBefore(-30), sentBefore(10)])
    expect(out[0]?.properties).toMatchObject({ latency_ms: '0', sla: 'met' })
    expect(report).toMatchObject({ clockSkew: 1, latencyMs: { p50: 0, max: 10, mean: 5 } })
  })

  it('gives no figures and no verdict before the first message', async () => {
    const { report } = await measured({}, [])
    expect(report).toEqual({
      messages: 0,
      succeeded: 0,
      failed: 0,
      successRate: null,
      latencyMs: { p50: null, p95: null, p99: null, max: null, mean: null },
      clockSkew: 0,
      topics: {},
      errors: {},
      sla: {
        latencyMs: 100,
        met: 0,
        missed: 0,
        metRate: null,
        target: 0.999,
        latency: null,
        success: null,
        verdict: null,
      },
    })
  })

  it.each([
    ['in time, all succeed', 999, 0, 0, 'met', 'met', 'met'],
    ['999 of 1,000 succeed', 999, 0, 1, 'met', 'met', 'met'],
    ['998 of 1,000 succeed', 998, 0, 2, 'met', 'missed', 'missed'],
    ['1 % late', 990, 10, 0, 'met', 'met', 'met'],
    ['more than 1 % late', 989, 11, 0, 'missed', 'met', 'missed'],
    ['none succeeds', 0, 0, 3, null, 'missed', 'missed'],
  ])('judges by p99 and success rate: %s', async (_name, good, late, failed, latency, success, verdict) => {
    const many = (count: number, message: ExampleMessage) => Array.from({ length: count }, () => message)
    const { report } = await measured({ slaLatencyMs: 100, slaSuccessRate: 0.999 }, [
      ...many(good, sentBefore(100)),
      ...many(late, sentBefore(101)),
      ...many(failed, sentBefore(5, { error_code: 'E' })),
    ])
    expect(report.sla).toMatchObject({ latency, success, verdict, met: good, missed: late + failed })
  })

  it('keeps a bounded list of topics and errors, whatever messages carry', async () => {
    const feed = Array.from({ length: 1_500 }, (_, index) => ({
      ...sentBefore(1, { error_code: `E${index}` }),
      topic: `t${index}`,
    }))
    const { report } = await measured({}, [...feed, ...feed.slice(0, 10)])
    for (const counts of [report.topics, report.errors]) {
      expect(Object.keys(counts)).toHaveLength(1_001)
      expect(counts['(others)']).toBe(500)
      expect(Object.values(counts)).toContain(2)
    }
  })

  it.each([{ slaLatencyMs: -1 }, { slaSuccessRate: 1.1 }, { prefix: 'a b' }, { mode: 'watch' }])(
    'refuses %j',
    async (wrong) => {
      const { failure } = await runOperator('track', { ...measure, ...wrong }, [])
      expect(failure?.message).toContain(Object.keys(wrong)[0])
    },
  )

  it('needs a single process for its figures, while stamps do not', () => {
    const { singleProcess, config } = operatorSpecs.track
    expect(singleProcess?.(config.parse({}))).toBeNull()
    expect(singleProcess?.(config.parse(measure))).toContain('Percentiles')
  })

  it('reports exactly what can be worked out again from 10,000 random messages that came out', async () => {
    const message = fc
      .record({
        latency: fc.oneof({ weight: 9, arbitrary: fc.nat(80) }, { weight: 1, arbitrary: fc.nat(3_000) }),
        topic: fc.option(fc.constantFrom('orders', 'alerts')),
        error: fc.option(fc.constantFrom('SLUICE-VALIDATE', 'SLUICE-HTTP-FAILED'), { freq: 20 }),
        stamped: fc.integer({ min: 0, max: 99 }).map((chance) => chance > 0),
      })
      .map(({ latency, topic, error, stamped }) => ({
        ...sentBefore(latency, error === null ? {} : { error_code: error }),
        ...(stamped ? {} : { properties: {} }),
        topic,
      }))
    const feed = fc.sample(message, { seed: 7, numRuns: 10_000 })
    const { out, report, ledger, failure, outputs } = await measured(
      { slaLatencyMs: 1_000, slaSuccessRate: 0.75 },
      feed,
    )
    expect(failure).toBeNull()
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000 })
    const again = recomputed(out, 1_000, 0.75)
    const { latencyMs, sla, ...counts } = report
    expect(counts).toMatchObject({
      messages: again.messages,
      succeeded: again.succeeded,
      failed: again.failed,
      successRate: again.successRate,
      topics: again.topics,
      errors: again.errors,
    })
    expect([latencyMs.p50, latencyMs.p95, latencyMs.p99, latencyMs.max]).toEqual(again.p)
    expect(latencyMs.mean).toBeCloseTo(again.mean, 9)
    expect([sla.met, sla.missed, sla.verdict]).toEqual([again.met, again.missed, again.verdict])
    expect(again.verdict).toBe('missed')
    for (const count of [again.failed, again.missed, outputs('bad').length]) expect(count).toBeGreaterThan(50)
  })
})
