import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import { connect } from '../../shared/ipc/channel.ts'
import type { Client } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import type { StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import type { Failure } from '../../shared/ipc/failure.ts'
import { memoryTransports } from '../../shared/ipc/memory-transport.ts'
import { serve } from '../../shared/ipc/serve.ts'
import { eventually } from '../../shared/ipc/testing/eventually.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import type { TapBatch } from '../../shared/run/tap.ts'
import { engineHandlers } from './engine-handlers.ts'
import { createRunner, type Runner } from './runner.ts'

const embedded = { type: 'embedded' }
const logged: string[] = []
let runner: Runner
let engine: Client<typeof engineContract>

beforeEach(() => {
  logged.length = 0
  const log = (message: string) => void logged.push(message)
  runner = createRunner({
    folders: [],
    log: { info: log, warn: log, error: log },
    console: (line) => void logged.push(`console: ${line}`),
    environment: { FROM_ENVIRONMENT: 'env-topic' },
    remember: 20,
  })
  const [caller, server] = memoryTransports()
  serve(engineContract, engineHandlers(runner), server)
  engine = connect(engineContract, caller)
})
afterEach(() => runner.close())

/** A generator of so many numbered messages into a topic. */
function generated(count: number, overrides: Record<string, unknown> = {}): GraphDocument {
  const generator = { template: 'custom', body: '{ "n": "{index}" }', count, format: 'value' }
  return documentSchema.parse({
    format: 'sluice/1',
    id: 'numbers',
    name: 'Numbers',
    connections: { main: embedded },
    nodes: [
      { id: 'make', operator: 'generator', config: { ...generator, ...overrides } },
      { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: 'numbers' } },
    ],
    edges: [{ from: 'make.out', to: 'write.in' }],
  })
}

const wire = 'make.out>write.in'
const untilSettled = (runId: string, count: number) =>
  eventually(async () => expect((await engine.call('snapshot', { runId })).ledger.delivered).toBe(count))
const failureOf = (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => expect.unreachable('it should have failed'),
    (error) => error.failure,
  )

async function tapFor(runId: string, options: { filter?: string; maxRowsPerSecond?: number } = {}) {
  const batches: TapBatch[] = []
  const ended = Promise.withResolvers<Failure | undefined>()
  const tap = engine.open(
    'tap',
    { runId, edge: wire, ...options },
    { event: (b) => batches.push(b), end: ended.resolve },
  )
  return { batches, ended: ended.promise, close: () => tap.close() }
}

describe('The runner', () => {
  it('starts a pipeline, counts it, drains it, and reports a balanced ledger', async () => {
    const { runId, state } = await engine.call('start', { document: generated(50) })
    expect(state).toBe('running')
    await untilSettled(runId, 50)
    const report = await engine.call('drain', { runId })
    expect(report).toMatchObject({
      pipeline: 'numbers',
      ledger: { received: 50, delivered: 50, inFlight: 0, balanced: true },
      topics: { 'persistent://public/default/numbers': 50 },
      exit: 0,
    })
    expect((await engine.call('runs', {})).map((run) => run.state)).toEqual(['drained'])
  })

  it('lists every problem of a document that has errors, and starts nothing', async () => {
    const document = generated(1, { count: -1, speed: 9 })
    const failure = await failureOf(engine.call('start', { document }))
    expect(failure.code).toBe('SLUICE-CHECK-FAILED')
    const found = failure.detail?.diagnostics as Diagnostic[]
    expect(found.filter(({ severity }) => severity === 'error').map(({ place }) => place.field?.at(-1))).toEqual([
      'count',
      'speed',
    ])
    expect(await engine.call('runs', {})).toEqual([])
  })

  it('puts parameters and the environment in', async () => {
    const document = generated(1)
    document.nodes[1]!.config.topic = '$' + '{FROM_ENVIRONMENT}-$' + '{NAME:none}'
    const { runId } = await engine.call('start', { document, parameters: { NAME: 'set' } })
    await untilSettled(runId, 1)
    expect(await engine.call('topics', { connection: embedded })).toMatchObject([
      { topic: 'persistent://public/default/env-topic-set' },
    ])
  })

  it('names the run when it is asked for one that does not exist', async () => {
    for (const call of ['drain', 'stop', 'snapshot'] as const) {
      const failure = await failureOf(engine.call(call, { runId: 'nobody' }))
      expect(failure).toMatchObject({ code: 'SLUICE-RUN-UNKNOWN' })
      expect(failure.message).toContain('nobody')
    }
  })

  it('stops at once when told to, and says so in the report', async () => {
    const { runId } = await engine.call('start', { document: generated(1, { endless: true, rate: 100 }) })
    const report = await engine.call('stop', { runId })
    expect(report.exit).toBe(3)
    expect(report.ledger.balanced).toBe(true)
  })

  it('shows a run while it goes on, and ends with its last snapshot', async () => {
    const { runId } = await engine.call('start', { document: generated(30) })
    const snapshots: RunSnapshot[] = []
    const ended = Promise.withResolvers<unknown>()
    engine.open('watch', { runId }, { event: (snapshot) => snapshots.push(snapshot), end: ended.resolve })
    await untilSettled(runId, 30)
    await engine.call('drain', { runId })
    expect(await ended.promise).toBeUndefined()
    expect(snapshots.at(-1)).toMatchObject({ status: { state: 'drained' }, ledger: { delivered: 30 } })
  })

  it('tells which runs have been started, for a supervisor', async () => {
    const seen: (readonly StartedRun[])[] = []
    const stop = runner.watchStarted((runs) => seen.push(runs))
    const { runId } = await engine.call('start', { document: generated(1), parameters: {} })
    await engine.call('drain', { runId })
    stop()
    expect(seen.map((runs) => runs.map((run) => run.runId))).toEqual([[], [runId], []])
  })

  it('writes what a console step says where the run wants it', async () => {
    const document = generated(2)
    document.nodes.push({ id: 'say', operator: 'console', config: {} })
    document.edges.push({ from: 'make.out', to: 'say.in' })
    const { runId } = await engine.call('start', { document })
    await untilSettled(runId, 2)
    expect(logged.filter((line) => line.startsWith('console: '))).toHaveLength(2)
  })
})

describe('A tap', () => {
  it('first shows what has passed already, also when the run has ended', async () => {
    const { runId } = await engine.call('start', { document: generated(100) })
    await untilSettled(runId, 100)
    await engine.call('drain', { runId })
    const tap = await tapFor(runId)
    await tap.ended
    const rows = tap.batches.flatMap((batch) => batch.rows)
    expect(rows.map((row) => row.messageId)).toEqual(Array.from({ length: 20 }, (_, index) => `${80 + index}`))
    expect(rows[0]!.value.form).toBe('json')
  })

  it('shows no more than it may, counts all, and tells both', async () => {
    const { runId } = await engine.call('start', { document: generated(1, { endless: true, rate: 2000 }) })
    const tap = await tapFor(runId, { maxRowsPerSecond: 40 })
    await eventually(() => expect(tap.batches.length).toBeGreaterThan(2))
    for (const batch of tap.batches) expect(batch.rows.length).toBeLessThanOrEqual(10)
    const last = tap.batches.at(-1)!
    expect(last.shown).toBe(tap.batches.flatMap((batch) => batch.rows).length)
    expect(last.seen).toBeGreaterThan(last.shown)
    tap.close()
    expect(await tap.ended).toBeUndefined()
  })

  it('filters in the engine, and counts what the filter cannot read', async () => {
    const { runId } = await engine.call('start', { document: generated(20) })
    await untilSettled(runId, 20)
    const some = await tapFor(runId, { filter: 'value.n >= 15' })
    const broken = await tapFor(runId, { filter: 'value.absent > 1' })
    await eventually(() => expect(some.batches.length + broken.batches.length).toBe(2))
    expect(some.batches[0]!.rows).toHaveLength(5)
    expect(broken.batches[0]).toMatchObject({ rows: [], seen: 20, undecodable: 20 })
  })

  it('refuses a wrong filter and an unknown wire with the reason', async () => {
    const { runId } = await engine.call('start', { document: generated(1) })
    expect((await (await tapFor(runId, { filter: 'value. >' })).ended)?.code).toBe('SLUICE-EXPRESSION-SYNTAX')
    const ended = Promise.withResolvers<Failure | undefined>()
    engine.open('tap', { runId, edge: 'make.out>nowhere.in' }, { event: () => {}, end: ended.resolve })
    expect((await ended.promise)?.code).toBe('SLUICE-EDGE-UNKNOWN')
  })
})

describe('Topics', () => {
  const produce = (text: string, key: string | null = null) =>
    new Promise<Failure | undefined>((resolve) => {
      const what = { kind: 'message', payload: { form: 'text', text }, key } as const
      engine.open('produce', { connection: embedded, topic: 'letters', what }, { event: () => {}, end: resolve })
    })

  function follow(from: 'earliest' | 'latest', filter?: string) {
    const batches: TapBatch[] = []
    const params = { connection: embedded, topic: 'letters', from, filter, maxRowsPerSecond: 40 }
    const tail = engine.open('tail', params, { event: (batch) => batches.push(batch) })
    const texts = () => batches.flatMap((batch) => batch.rows.map((row) => row.value.text))
    return { texts, batches, close: () => tail.close() }
  }

  it('shows what is in a topic from its beginning, in order, nothing left out, and then what comes', async () => {
    for (let letter = 0; letter < 25; letter++) await produce(`${letter}`)
    const tail = follow('earliest')
    await eventually(() => expect(tail.texts()).toEqual(Array.from({ length: 25 }, (_, index) => `${index}`)))
    await produce('late', 'k')
    await eventually(() => expect(tail.texts().at(-1)).toBe('late'))
    expect(tail.batches.at(-1)!.rows[0]).toMatchObject({ key: 'k', topic: 'persistent://public/default/letters' })
    tail.close()
  })

  it('ends its tails with the runner, and leaves nothing spinning', async () => {
    await produce('a')
    const tail = follow('earliest')
    await eventually(() => expect(tail.texts()).toEqual(['a']))
    await runner.close()
    const before = process.cpuUsage()
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(process.cpuUsage(before).user).toBeLessThan(200_000)
  })

  it('consumes nothing by looking', async () => {
    await produce('a')
    const tail = follow('earliest')
    await eventually(() => expect(tail.texts()).toEqual(['a']))
    const stats = await engine.call('topicStats', { connection: embedded, topic: 'letters' })
    expect(stats).toMatchObject({ messages: 1, subscriptions: [] })
    tail.close()
  })

  it('filters payloads that are JSON by their fields', async () => {
    for (const total of [1, 200, 3]) await produce(JSON.stringify({ total }))
    const tail = follow('earliest', 'value.total > 100')
    await eventually(() => expect(tail.texts()).toEqual(['{"total":200}']))
    tail.close()
  })

  it('refuses what is not a connection', async () => {
    const failure = await failureOf(engine.call('topics', { connection: { type: 'kafka' } }))
    expect(failure.code).toBe('SLUICE-BAD-PARAMS')
  })
})
