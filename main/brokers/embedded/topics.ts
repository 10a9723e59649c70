import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import { formatTopicName, parseTopicName, partitionTopicName, type TopicName } from '../topic-name.ts'
import { Partition, type PartitionStore, restoreSubscriptions } from './partition.ts'
import type { LogRow } from './topic-log.ts'

/** A topic by the name that users know it by. */
export interface Topic {
  /** Full name. */
  readonly name: string
  /** At least one. */
  readonly partitions: readonly Partition[]
  /** Whether it was created with partitions, be it one. */
  readonly partitioned: boolean
}

/** All topics of a store. They are made on first use, without partitions; with partitions only by `create`. */
export class Topics {
  readonly #store: PartitionStore
  readonly #topics = new Map<string, Topic>()
  #nextLog = 1

  constructor(store: PartitionStore) {
    this.#store = store
    this.#load()
  }

  /** The topic of any spelling, made when it is not there. The name of a partition gives that one partition. */
  open(text: string): Topic {
    return this.find(text) ?? this.#make(formatTopicName(namePersistent(text)), 0)
  }

  find(text: string): Topic | null {
    const name = namePersistent(text)
    const whole = this.#topics.get(formatTopicName({ ...name, partition: null }))
    if (name.partition === null || whole?.partitioned !== true) return this.#topics.get(formatTopicName(name)) ?? null
    const partition = whole.partitions[name.partition]
    if (partition === undefined) throw noSuchTopic(text, `${whole.name} has ${whole.partitions.length} partitions`)
    return { name: partition.log.topic, partitions: [partition], partitioned: false }
  }

  /** As `find`, but throws `SLUICE-TOPIC-NOT-FOUND`. */
  get(text: string): Topic {
    const topic = this.find(text)
    if (topic === null) throw noSuchTopic(text, 'nobody has used or created it')
    return topic
  }

  /** `partitions` 0 is a topic without. Throws `SLUICE-TOPIC-EXISTS`. */
  create(text: string, partitions: number): Topic {
    const name = formatTopicName(namePersistent(text))
    const firstPartition = partitions > 0 ? [partitionTopicName(name, 0)] : []
    if ([name, ...firstPartition].some((wanted) => this.#topics.has(wanted)) || this.find(text) !== null) {
      throw fail('SLUICE-TOPIC-EXISTS', `The topic ${name} exists already. Use it as it is, or choose another name.`)
    }
    if (!Number.isInteger(partitions) || partitions < 0 || partitions > 1_000) {
      throw fail(
        'SLUICE-BROKER-REFUSED',
        `A topic has 0 to 1,000 partitions; ${partitions} were asked for with ${name}.`,
      )
    }
    return this.#make(name, partitions)
  }

  /** With its messages and subscriptions, whose consumers fail with `failure`. */
  delete({ name, partitions }: Topic, failure: FailureError): void {
    const { database, logs, subscriptions } = this.#store
    database.transaction(() => {
      for (const { log } of partitions) {
        logs.messages.remove(log.id, log.first, log.end)
        subscriptions.removeAll.run(log.id)
        database.sql.prepare('DELETE FROM log WHERE id = ?').run(log.id)
      }
      database.sql.prepare('DELETE FROM topic WHERE name = ?').run(name)
    })
    this.#topics.delete(name)
    for (const partition of partitions) {
      for (const subscription of [...partition.subscriptions.keys()]) partition.forget(subscription, failure)
      partition.log.deleted()
    }
  }

  /** Its consumers fail with `failure`. */
  deleteSubscription({ partitions }: Topic, name: string, failure: FailureError): void {
    const { database, subscriptions } = this.#store
    database.transaction(() => {
      for (const { log } of partitions) subscriptions.remove.run(log.id, name)
    })
    for (const partition of partitions) partition.forget(name, failure)
  }

  all(): readonly Topic[] {
    return [...this.#topics.values()]
  }

  #make(name: string, partitions: number): Topic {
    const numbers = partitions === 0 ? [-1] : Array.from({ length: partitions }, (_, index) => index)
    const rows = numbers.map((partition, index): LogRow => {
      return { id: this.#nextLog + index, topic: name, partition, first: 0, next: 0, bytes: 0 }
    })
    const { database } = this.#store
    database.transaction(() => {
      database.sql.prepare('INSERT INTO topic (name, partitions) VALUES (?, ?)').run(name, partitions)
      const insert = database.sql.prepare('INSERT INTO log VALUES (?, ?, ?, 0, 0, 0)')
      for (const row of rows) insert.run(row.id, row.topic, row.partition)
    })
    this.#nextLog += rows.length
    return this.#keep(name, partitions > 0, rows)
  }

  #keep(name: string, partitioned: boolean, rows: readonly LogRow[]): Topic {
    const topic = { name, partitioned, partitions: rows.map((row) => new Partition(row, this.#store)) }
    this.#topics.set(name, topic)
    return topic
  }

  #load(): void {
    const { sql } = this.#store.database
    const logs = sql.prepare(
      `SELECT id, topic, partition, first_entry AS first, next_entry AS next, bytes FROM log ORDER BY topic, partition`,
    )
    const rowsByTopic = Map.groupBy(logs.all() as unknown as LogRow[], (row) => row.topic)
    const partitions = new Map<number, Partition>()
    for (const [name, rows] of rowsByTopic) {
      const topic = this.#keep(name, rows[0]!.partition >= 0, rows)
      for (const partition of topic.partitions) partitions.set(partition.log.id, partition)
      this.#nextLog = Math.max(this.#nextLog, ...rows.map((row) => row.id + 1))
    }
    restoreSubscriptions(sql, partitions)
  }
}

function namePersistent(text: string): TopicName {
  const name = parseTopicName(text)
  if (name.persistent) return name
  throw fail(
    'SLUICE-TOPIC-NAME',
    `The embedded broker stores every message, so it has no topic "${text}". Write it without non-persistent://.`,
  )
}

function noSuchTopic(text: string, reason: string) {
  return fail(
    'SLUICE-TOPIC-NOT-FOUND',
    `There is no topic "${text}": ${reason}. Check the spelling, or create it first.`,
  )
}
