import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Reader, SubscriptionType } from '../../engine/ports.ts'
import { failureCode, numbered, outgoing, textsOf } from '../../engine/testing/broker-contract/traffic.ts'
import { createManualClock, type ManualClock } from '../../engine/testing/manual-clock.ts'
import { type Database, openDatabase } from './database.ts'
import { EmbeddedConsumer } from './embedded-consumer.ts'
import { EmbeddedProducer } from './embedded-producer.ts'
import { EmbeddedReader } from './embedded-reader.ts'
import { GroupCommit } from './group-commit.ts'
import { openSubscriptionStore } from './subscription.ts'
import { openLogStore } from './topic-log.ts'
import { type Topic, Topics } from './topics.ts'

/** A disk that for a while gives errors instead of messages: what was to be read then comes later, once, in its place. */
let database: Database
let clock: ManualClock
let commits: GroupCommit
let topics: Topics
/** What a read of this log (by its partition) throws now. */
let trouble: { readonly partition: number; readonly errcode: number } | null

beforeEach(() => {
  database = openDatabase(null)
  clock = createManualClock()
  commits = new GroupCommit(database, clock)
  topics = openTopics()
  trouble = null
})

afterEach(() => database.close())

/** Every opening reads from the store, as after a restart: nothing of what was there is in memory. */
function openTopics(): Topics {
  const logs = openLogStore(database.sql, { messages: 1_000, bytes: 100_000_000 })
  const { messages } = logs
  const read: typeof messages.read = (log, ...rest) => {
    const partition = database.sql.prepare('SELECT partition FROM log WHERE id = ?').get(log)?.partition
    if (trouble?.partition === partition)
      throw Object.assign(new Error('disk I/O error'), { errcode: trouble?.errcode })
    return messages.read(log, ...rest)
  }
  return new Topics({
    database,
    logs: { ...logs, messages: { ...messages, read } },
    subscriptions: openSubscriptionStore(database.sql, commits, clock),
  })
}

const passing = 10
const lasting = 11

async function storedTopic(count: number, partitions = 0): Promise<Topic> {
  topics.create('t', partitions)
  const producer = new EmbeddedProducer(topics.get('t'), { topic: 't' }, commits, clock, () => {})
  for (const text of numbered('m', count)) void producer.send(outgoing(text, partitions > 0 ? {} : { key: 'k' }))
  await producer.flush()
  topics = openTopics()
  return topics.get('t')
}

function consume(topic: Topic, type: SubscriptionType): EmbeddedConsumer {
  const subscriptions = topic.partitions.map((partition) => partition.subscription('s', 'Earliest'))
  return new EmbeddedConsumer(
    () => subscriptions,
    { topics: [topic.name], subscription: 's', type, initialPosition: 'Earliest', negativeAckRedeliveryDelayMs: 500 },
    commits,
    clock,
    () => {},
  )
}

const pull = async (from: EmbeddedConsumer | Reader) => {
  const [came] = await Promise.all([from.pull(100), clock.advance(1_000)])
  return came
}

describe('a consumer of a store that cannot be read for a while', () => {
  it.each(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)(
    'as %s is told that it may try again, and then gets everything in order',
    async (type) => {
      const topic = await storedTopic(20)
      trouble = { partition: -1, errcode: passing }
      const consumer = consume(topic, type)
      expect(await failureCode(pull(consumer))).toBe('SLUICE-BROKER-BUSY')
      expect(await failureCode(pull(consumer))).toBe('SLUICE-BROKER-BUSY')
      trouble = null
      expect(textsOf(await pull(consumer))).toEqual(numbered('m', 20))
      await consumer.close()
    },
  )

  it.each(['Exclusive', 'Shared', 'KeyShared'] as const)(
    'as %s gets again what was to come again meanwhile, before anything later',
    async (type) => {
      const consumer = consume(await storedTopic(20), type)
      const came = await pull(consumer)
      consumer.nack(came.slice(5).map((delivery) => delivery.id))
      await consumer.ack(came.slice(0, 5).map((delivery) => delivery.id))
      trouble = { partition: -1, errcode: passing }
      await clock.advance(1_000)
      expect(await failureCode(pull(consumer))).toBe('SLUICE-BROKER-BUSY')
      trouble = null
      expect(textsOf(await pull(consumer))).toEqual(numbered('m', 20).slice(5))
      await consumer.close()
    },
  )

  it('is told every time that a broken store is broken', async () => {
    const topic = await storedTopic(3)
    trouble = { partition: -1, errcode: lasting }
    const consumer = consume(topic, 'Exclusive')
    for (let pulls = 0; pulls < 3; pulls += 1) expect(await failureCode(pull(consumer))).toBe('SLUICE-DATA-BROKEN')
    await consumer.close()
  })
})

describe('a reader of a store that cannot be read for a while', () => {
  it('skips nothing of the partitions that could be read', async () => {
    const reader = new EmbeddedReader(await storedTopic(20, 2), 'earliest', clock, () => {})
    trouble = { partition: 0, errcode: passing }
    const came: string[] = []
    const outcomes: string[] = []
    for (let pulls = 0; pulls < 4; pulls += 1) {
      outcomes.push(await failureCode(pull(reader).then((deliveries) => void came.push(...textsOf(deliveries)))))
    }
    expect(outcomes).toContain('SLUICE-BROKER-BUSY')
    expect(came).toHaveLength(10)
    trouble = null
    came.push(...textsOf(await pull(reader)))
    expect([...came].sort()).toEqual(numbered('m', 20).sort())
    await reader.close()
  })
})
