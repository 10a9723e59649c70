import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { highPerformance } from '../../../examples/proofs/high-performance.ts'
import { fullName, readTopic } from '../../../examples/proofs/proof.ts'
import { type RunReport, runReportSchema } from '../../../shared/run/metrics.ts'
import { keepWhole } from '../../../testing/kill-loop/whole-topic.ts'
import type {} from '../../../testing/real-pulsar/shared-broker.ts'
import { verify } from '../../../testing/verifier/ledger-verifier.ts'
import { type NumberedMessage, numberedMessage } from '../../../testing/verifier/numbered-message.ts'
import { openWebSocketBroker } from '../../brokers/pulsar-websocket/websocket-broker.ts'
import { silentLog } from '../../brokers/testing/silent-log.ts'
import type { Broker } from '../../engine/ports.ts'
import { outgoing } from '../../engine/testing/broker-contract/traffic.ts'
import { writePipeline } from '../testing/documents.ts'
import { type CliProcess, type CliResult, runCli, startCli } from '../testing/run-cli.ts'

const pulsar = inject('realPulsar')

/** Of the runs that are cut short. */
const count = 5_000

describe.skipIf('reason' in pulsar)('sluice run --workers on a real Pulsar', { timeout: 180_000 }, () => {
  let folder: string
  let broker: Broker

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluice-workers-'))
    if ('webServiceUrl' in pulsar) {
      broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, log: silentLog })
    }
  })
  afterAll(async () => {
    await broker?.close()
    await rm(folder, { recursive: true })
  })

  /** Fills an input and writes the pipeline that moves it to an output, saying a line for every hundred messages of a worker. */
  async function prepare(count: number, { durationMs = 0, delivery = 'at-least-once' } = {}) {
    const sent = Array.from({ length: count }, (_, sequence) => numberedMessage(sequence, 50))
    const name = `workers-${randomUUID().slice(0, 8)}`
    const [input, output] = [`${name}-in`, `${name}-out`]
    await keepWhole(broker, output)
    await keepWhole(broker, input)
    const producer = await broker.produce({ topic: input, maxPendingMessages: 1_000 })
    await Promise.all(sent.map((message) => producer.send(toSend(message))))
    await producer.close()
    const consumer = { consumerType: 'Shared', subscriptionInitialPosition: 'Earliest', receiverQueueSize: 200 }
    const file = await writePipeline(folder, name, {
      connections: { main: { type: 'pulsar', ...pulsar } },
      settings: { maxInFlight: 200, delivery },
      nodes: [
        {
          id: 'read',
          operator: 'pulsar-source',
          config: { connection: 'main', topics: [input], subscriptionName: 's', consumer },
        },
        { id: 'hold', operator: 'delay', config: { durationMs } },
        { id: 'write', operator: 'pulsar-sink', config: { connection: 'main', topic: output } },
        { id: 'say', operator: 'console', config: { sample: 100 } },
      ],
      edges: [
        { from: 'read.out', to: 'hold.in' },
        { from: 'hold.out', to: 'write.in' },
        { from: 'read.out', to: 'say.in' },
      ],
    })
    const start = () => startCli(['run', file, '--workers', '4', '--until-idle', '2s', '--report', 'json'])
    const allAtWork = () =>
      vi.waitFor(
        async () => {
          const { subscriptions } = await broker.admin().topicStats(input)
          expect(subscriptions.find(({ name }) => name === 's')?.consumers).toBe(4)
        },
        { timeout: 60_000, interval: 200 },
      )
    const verdict = async () => verify(sent, await readAll(broker, output))
    return { output, start, allAtWork, verdict }
  }

  it('delivers 10,000 messages once each, adds the ledgers up, and ends when all are idle', async () => {
    const count = 10_000
    const { output, start, allAtWork, verdict } = await prepare(count)
    const cli = start()
    await cli.sees('stdout', /\n/)
    await allAtWork()
    const result = await cli.ended
    expect(result.code, result.stderr).toBe(0)
    const full = `persistent://public/default/${output}`
    expect(reportOf(result)).toMatchObject({
      workers: 4,
      ledger: { received: count, delivered: count, inFlight: 0, returned: 0, balanced: true },
      nodes: { read: { out: { out: count } }, write: { in: count }, say: { in: count } },
      topics: { [full]: count },
      exit: 0,
    })
    expect(await verdict()).toMatchObject({ sent: count, lost: 0, duplicated: 0, corrupted: 0, foreign: 0 })
  })

  /** Kills the third worker while each holds as many as it may, lets the others drain, and has a second run do the rest. */
  async function killOne(delivery: 'at-least-once' | 'at-most-once') {
    const { start, allAtWork, verdict } = await prepare(count, { durationMs: 1_000, delivery })
    const cli = start()
    const victim = await workerOf(cli, 2)
    await allAtWork()
    await cli.sees('stdout', /(.*\n){10}/)
    process.kill(victim, 'SIGKILL')
    const killed = await cli.ended
    const rest = await start().ended
    expect(rest.code, rest.stderr).toBe(0)
    return { victim, killed, found: await verdict() }
  }

  it('drains all when one is killed, ends with 1 and its name, and has lost nothing', async () => {
    const { victim, killed, found } = await killOne('at-least-once')
    expect(killed.code).toBe(1)
    const report = reportOf(killed)
    expect(report.failure).toMatchObject({ code: 'SLUICE-WORKER-DIED' })
    expect(report.failure?.message).toContain(`Worker 3 of 4 (process ${victim}) was ended by SIGKILL.`)
    expect(killed.stderr).toContain(report.failure?.message)
    expect(report.ledger).toMatchObject({ inFlight: 0, balanced: true })
    expect(report.ledger.received).toBeLessThan(count)
    expect(found).toMatchObject({ sent: count, lost: 0, corrupted: 0, foreign: 0 })
    // No more than one worker had in flight, or settled and not yet acknowledged.
    expect(found.duplicated).toBeLessThanOrEqual(200 + 1_000)
  })

  it('loses messages of the killed one under the sabotage "acknowledge on receipt"', async () => {
    const { found } = await killOne('at-most-once')
    expect(found.lost).toBeGreaterThan(0)
  })

  it('drains all on SIGTERM and exits with 0, every message that was read delivered once', async () => {
    const { start, allAtWork, verdict } = await prepare(count, { durationMs: 1_000 })
    const cli = start()
    await allAtWork()
    await cli.sees('stdout', /(.*\n){10}/)
    cli.child.kill('SIGTERM')
    const drained = await cli.ended
    expect(drained.code, drained.stderr).toBe(0)
    const { ledger } = reportOf(drained)
    expect(ledger).toMatchObject({ inFlight: 0, returned: 0, balanced: true, delivered: ledger.received })
    expect(ledger.received).toBeLessThan(count)
    const rest = await start().ended
    expect(reportOf(rest).ledger.received).toBe(count - ledger.received)
    expect(await verdict()).toMatchObject({ sent: count, lost: 0, duplicated: 0 })
  })

  it('shares the high-performance example out, its sample data made once, its figures those worked out apart', async () => {
    const suffix = randomUUID().slice(0, 8)
    const example = new URL('../../../examples/high-performance.sluice.json', import.meta.url)
    const renamed = (await readFile(example, 'utf8')).replace(/"(iot-sensors|processed-sensors)"/g, `"$1-${suffix}"`)
    const file = join(folder, 'high-performance.sluice.json')
    await writeFile(file, renamed)
    if ('reason' in pulsar) return
    const on = ['--connection', `main=${pulsar.serviceUrl}`, '--set', `WEB_SERVICE_URL=${pulsar.webServiceUrl}`]
    const result = await runCli(['run', file, '--workers', '4', '--until-idle', '2s', '--report', 'json', ...on])
    expect(result.code, result.stderr).toBe(0)
    const report = reportOf(result)
    expect(report.workers).toBe(4)
    const topic = (name: string) =>
      readTopic(broker, `${name}-${suffix}`, report.topics[fullName(`${name}-${suffix}`)] ?? 0)
    await highPerformance({ report, topic })
  })
})

/** The payloads of a topic, until no more come. */
async function readAll(broker: Broker, topic: string): Promise<Uint8Array[]> {
  const reader = await broker.read({ topic, from: 'earliest' })
  const payloads: Uint8Array[] = []
  for (let pauses = 0; pauses < 3; ) {
    const batch = await reader.pull(1_000)
    pauses = batch.length === 0 ? pauses + 1 : 0
    for (const { payload } of batch) payloads.push(payload)
  }
  await reader.close()
  return payloads
}

function toSend(message: NumberedMessage) {
  return outgoing(JSON.stringify(message), { key: message.key })
}

/** The process of a worker, counted from 0, as the log names it. */
async function workerOf(cli: CliProcess, index: number): Promise<number> {
  const [, pids] = await cli.sees('stderr', /processes ([\d, ]+)\./)
  return Number(pids!.split(', ')[index])
}

function reportOf({ stdout, stderr }: CliResult): RunReport {
  const last = stdout.trimEnd().split('\n').at(-1)!
  if (!last.startsWith('{"pipeline"')) throw new Error(`There is no report. ${stderr}`)
  return runReportSchema.parse(JSON.parse(last))
}
