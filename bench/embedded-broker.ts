import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openEmbeddedBroker } from '../main/brokers/embedded/embedded-broker.ts'
import type { Broker, OutgoingMessage, SubscriptionType } from '../main/engine/ports.ts'
import { benchPorts } from './lib/ports.ts'

/**
 * Messages a second through the embedded broker, on disk and in memory, beside what SQLite alone does with the same rows in
 * transactions of 500. A hint, not a gate: figures of one machine, ratios of one run. `node bench/embedded-broker.ts [messages]`
 */
const messages = Number(process.argv[2] ?? 200_000)
const window = 1_000
const payload = new TextEncoder().encode(JSON.stringify({ id: 1, text: 'x'.repeat(180) }))

const { clock } = benchPorts

const outgoing = (index: number): OutgoingMessage => ({
  payload,
  key: `key-${index % 100}`,
  orderingKey: null,
  properties: {},
  eventTime: null,
  sequenceId: null,
  deliverAt: null,
})

async function perSecond(work: () => Promise<void> | void): Promise<number> {
  const startedAt = performance.now()
  await work()
  return Math.round((messages / (performance.now() - startedAt)) * 1000)
}

function sqliteAlone(path: string): Promise<number> {
  const database = new DatabaseSync(path)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE message (log, entry, time, key, payload, PRIMARY KEY (log, entry))')
  const insert = database.prepare('INSERT INTO message VALUES (?, ?, ?, ?, ?)')
  return perSecond(() => {
    for (let entry = 0; entry < messages; ) {
      database.exec('BEGIN')
      for (const end = Math.min(messages, entry + 500); entry < end; entry += 1) {
        insert.run(1, entry, 1, `key-${entry % 100}`, payload)
      }
      database.exec('COMMIT')
    }
  }).finally(() => database.close())
}

async function sendAll(broker: Broker, topic: string): Promise<void> {
  const producer = await broker.produce({ topic })
  let pending: Promise<string>[] = []
  for (let index = 0; index < messages; index += 1) {
    pending.push(producer.send(outgoing(index)))
    if (pending.length < window) continue
    await Promise.all(pending)
    pending = []
  }
  await producer.close()
}

async function sendAndConsume(broker: Broker, type: SubscriptionType): Promise<void> {
  const topic = `through-${type}`
  const consumer = await broker.subscribe({ topics: [topic], subscription: 's', type, initialPosition: 'Earliest' })
  const sending = sendAll(broker, topic)
  let acknowledged: Promise<void> = Promise.resolve()
  for (let seen = 0; seen < messages; ) {
    const came = await consumer.pull(1_000)
    seen += came.length
    acknowledged = consumer.ack(came.map((delivery) => delivery.id))
  }
  await Promise.all([sending, acknowledged])
  await consumer.close()
}

async function consumeBacklog(broker: Broker): Promise<void> {
  const consumer = await broker.subscribe({
    topics: ['sent'],
    subscription: 's',
    type: 'Exclusive',
    initialPosition: 'Earliest',
  })
  for (let seen = 0; seen < messages; ) {
    const came = await consumer.pull(1_000)
    seen += came.length
    await consumer.ack(came.map((delivery) => delivery.id))
  }
}

async function measure(name: string, sqlitePath: string, directory?: string): Promise<void> {
  const alone = await sqliteAlone(sqlitePath)
  const broker = await openEmbeddedBroker({ directory, clock, retention: { messages } })
  const line = (what: string, figure: number) =>
    console.log(
      `${name.padEnd(10)}${what.padEnd(34)}${figure.toLocaleString('en').padStart(10)}/s  ${(figure / alone).toFixed(2)}`,
    )
  line('SQLite alone', alone)
  line('send', await perSecond(() => sendAll(broker, 'sent')))
  line('consume a backlog', await perSecond(() => consumeBacklog(broker)))
  for (const type of ['Exclusive', 'Shared', 'KeyShared'] as const) {
    line(`send, consume, ack (${type})`, await perSecond(() => sendAndConsume(broker, type)))
  }
  await broker.close()
}

const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'))
console.log(
  `${messages.toLocaleString('en')} messages of ${payload.length} bytes; ratio to SQLite alone in the last column`,
)
await measure('memory', ':memory:')
await measure('disk', join(directory, 'alone.sqlite'), join(directory, 'broker'))
rmSync(directory, { recursive: true, force: true })
