import type { DatabaseSync } from 'node:sqlite'
import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { InitialPosition } from '../../engine/ports.ts'
import { Cursor } from './cursor.ts'
import type { Database } from './database.ts'
import { Subscription, type SubscriptionStore } from './subscription.ts'
import { type LogRow, type LogStore, TopicLog } from './topic-log.ts'

/** What all partitions of a store share. */
export interface PartitionStore {
  readonly database: Database
  readonly logs: LogStore
  readonly subscriptions: SubscriptionStore
}

/** One log with its subscriptions. A topic without partitions has one of these, a partitioned one several. */
export class Partition {
  readonly log: TopicLog
  readonly subscriptions = new Map<string, Subscription>()
  readonly #store: PartitionStore

  constructor(row: LogRow, store: PartitionStore) {
    this.#store = store
    this.log = new TopicLog(row, store.logs, () => this.firstNeeded)
  }

  /** A subscription as it was stored. What was trimmed in the meantime counts as acknowledged. */
  restore(name: string, firstUnacked: number, acked: string): void {
    const cursor = new Cursor(firstUnacked, acked)
    for (let entry = firstUnacked; entry < this.log.first; entry += 1) cursor.acknowledge(entry)
    this.subscriptions.set(name, new Subscription(name, this.log, cursor, this.#store.subscriptions))
  }

  /** Finds it, or makes it at the initial position; it is on the disk when this returns. */
  subscription(name: string, initialPosition: InitialPosition): Subscription {
    const existing = this.subscriptions.get(name)
    return existing ?? this.create(name, initialPosition === 'Earliest' ? this.log.first : this.log.end)
  }

  /** One that is not there, at an entry; it is on the disk when this returns. */
  create(name: string, entry: number): Subscription {
    const cursor = new Cursor(Math.min(Math.max(entry, this.log.first), this.log.end))
    const { insert } = this.#store.subscriptions
    this.#store.database.transaction(() => insert.run(this.log.id, name, cursor.firstUnacked, cursor.ackedJson()))
    const subscription = new Subscription(name, this.log, cursor, this.#store.subscriptions)
    this.subscriptions.set(name, subscription)
    return subscription
  }

  /** After a subscription was deleted: its consumers fail with `failure`. */
  forget(name: string, failure: FailureError): void {
    this.subscriptions.get(name)?.end(failure)
    this.subscriptions.delete(name)
  }

  /** The lowest entry that a subscription has not acknowledged; infinite when there is none. */
  get firstNeeded(): number {
    let first = Number.POSITIVE_INFINITY
    for (const { cursor } of this.subscriptions.values()) first = Math.min(first, cursor.firstUnacked)
    return first
  }
}

/** Fills the partitions, by the id of their log, with the subscriptions that are stored. */
export function restoreSubscriptions(sql: DatabaseSync, partitions: ReadonlyMap<number, Partition>): void {
  for (const row of sql.prepare('SELECT log, name, first_unacked, acked FROM subscription').all()) {
    partitions.get(row.log as number)?.restore(row.name as string, row.first_unacked as number, row.acked as string)
  }
}
