import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { openWebSocketBroker } from '../main/brokers/pulsar-websocket/websocket-broker.ts'
import { silentLog } from '../main/brokers/testing/silent-log.ts'
import type { Broker } from '../main/engine/ports.ts'
import type { RunReport } from '../shared/run/metrics.ts'
import type {} from '../testing/real-pulsar/shared-broker.ts'
import { copyExample, makePartitioned, sharedTopics } from './on-partitions.ts'
import { expectKeyOrder } from './proofs/key-order.ts'
import { type Evidence, fullName, readTopic } from './proofs/proof.ts'
import { proofs } from './proofs/proofs.ts'
import { runByCommandLine } from './run-by-command-line.ts'

const pulsar = inject('realPulsar')
/** Their figures are of one process: a generator that is no sample data, and latencies over all messages. */
const ofOneProcess = ['data-generator', 'message-tracking']

describe.skipIf('reason' in pulsar)('every example by the command line, on a real Pulsar', { timeout: 120_000 }, () => {
  let broker: Broker
  let folder: string
  /** By example, what its last run wrote to. */
  const written = new Map<string, readonly string[]>()

  beforeAll(async () => {
    if ('webServiceUrl' in pulsar) broker = openWebSocketBroker({ webServiceUrl: pulsar.webServiceUrl, log: silentLog })
    folder = await mkdtemp(join(tmpdir(), 'sluice-examples-'))
  })
  afterAll(async () => {
    await broker?.close()
    await rm(folder, { recursive: true })
  })

  const run = async (name: string, more: readonly string[] = [], file?: string): Promise<Evidence> => {
    if ('reason' in pulsar) throw new Error(pulsar.reason)
    const connection = ['--connection', `main=${pulsar.serviceUrl}`]
    const report = await runByCommandLine(
      name,
      [...connection, '--set', `WEB_SERVICE_URL=${pulsar.webServiceUrl}`, ...more],
      file,
    )
    written.set(name, shortNames(report))
    return { report, topic: (topic) => readTopic(broker, topic, report.topics[fullName(topic)] ?? 0) }
  }

  const runOnPartitions = async (name: string, type: 'Shared' | 'KeyShared', more: readonly string[] = []) => {
    if ('reason' in pulsar) throw new Error(pulsar.reason)
    await makePartitioned(pulsar.webServiceUrl, sharedTopics[name]!, written.get(name) ?? [])
    return run(name, more, await copyExample(name, type, folder))
  }

  it.each(Object.entries(proofs))('%s', async (name, prove) => {
    await prove(await run(name))
  })

  it.concurrent.each(Object.entries(proofs))(
    '%s on four partitions, KeyShared, in order of each key',
    async (name, prove) => {
      const evidence = await runOnPartitions(name, 'KeyShared')
      await prove(evidence)
      if (name !== 'data-generator') expect(await expectKeyOrder(name, evidence)).toBeGreaterThan(500)
    },
  )

  it.each(Object.entries(proofs).filter(([name]) => !ofOneProcess.includes(name)))(
    '%s on four partitions, Shared by four workers',
    async (name, prove) => {
      const evidence = await runOnPartitions(name, 'Shared', ['--workers', '4'])
      expect(evidence.report.workers).toBe(4)
      await prove(evidence)
    },
  )
})

function shortNames({ topics }: RunReport): readonly string[] {
  return Object.keys(topics).map((topic) => topic.slice(topic.lastIndexOf('/') + 1))
}
