import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { fullTopicName, partitionTopicName } from '../topic-name.ts'
import type { Saved } from './group-commit.ts'
import { type MessageTable, openMessageTable } from './message-table.ts'
import { type LogHead, type Retention, trimPoint } from './retention.ts'
import { type NewMessage, type StoredMessage, sizeOf } from './stored-message.ts'
import { TailCache } from './tail-cache.ts'

const mostBytesRead = 16 * 1024 * 1024

/** Identity of a log and where it stands, as its row says. `partition` is -1 for a topic without partitions. */
export interface LogRow extends LogHead {
  readonly id: number
  readonly topic: string
  readonly partition: number
}

/** What all logs of a store share. */
export interface LogStore {
  readonly messages: MessageTable
  readonly saveHead: StatementSync
  readonly retention: Retention
}

export function openLogStore(sql: DatabaseSync, retention: Retention): LogStore {
  const saveHead = sql.prepare('UPDATE log SET first_entry = ?, next_entry = ?, bytes = ? WHERE id = ?')
  return { messages: openMessageTable(sql), saveHead, retention }
}

/** One ordered sequence of messages: a topic without partitions, or one partition. */
export class TopicLog implements Saved {
  readonly id: number
  /** Full name, with `-partition-N` on partitions. */
  readonly topic: string
  readonly partition: number
  readonly #store: LogStore
  readonly #tail = new TailCache()
  readonly #listeners = new Set<() => void>()
  /** Lowest entry that a subscription still needs. */
  readonly #firstNeeded: () => number
  /** On the disk, and while a transaction runs, what will be. */
  #kept: LogHead
  #head: LogHead
  #announced = false
  #deleted = false

  constructor(row: LogRow, store: LogStore, firstNeeded: () => number) {
    this.id = row.id
    this.topic = row.partition < 0 ? fullTopicName(row.topic) : partitionTopicName(row.topic, row.partition)
    this.partition = row.partition
    this.#store = store
    this.#firstNeeded = firstNeeded
    this.#kept = { first: row.first, next: row.next, bytes: row.bytes }
    this.#head = this.#kept
  }

  /** The oldest entry that is stored. */
  get first(): number {
    return this.#kept.first
  }

  /** The entry after the newest that is stored. */
  get end(): number {
    return this.#kept.next
  }

  get bytes(): number {
    return this.#kept.bytes
  }

  /** Inside a transaction only. The message is not to be seen before `publish`. */
  append(message: NewMessage): number {
    const { first, next, bytes } = this.#head
    if (!this.#deleted) this.#store.messages.insert(this.id, next, message)
    this.#head = { first, next: next + 1, bytes: bytes + sizeOf(message) }
    return next
  }

  /** After it was deleted: what is on its way to it goes nowhere, and readers find nothing more. */
  deleted(): void {
    this.#deleted = true
    this.#head = { first: this.end, next: this.end, bytes: 0 }
    this.#kept = this.#head
    this.#tail.clear()
  }

  /** After the transaction: the message is stored and may be seen. Listeners are told once for all of one turn. */
  publish(message: StoredMessage): void {
    if (this.#deleted) return
    this.#tail.add(message)
    if (this.#announced) return
    this.#announced = true
    queueMicrotask(() => {
      this.#announced = false
      for (const listener of this.#listeners) listener()
    })
  }

  /** Called after messages have become visible. Returns the way to stop. */
  onPublish(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** At most `max` messages from `entry` on, at least one when there is one; or from the oldest stored one when that was trimmed. */
  read(entry: number, max: number): readonly StoredMessage[] {
    const from = Math.max(entry, this.first)
    if (from >= this.end || max <= 0) return []
    return this.#tail.read(from, max) ?? this.#store.messages.read(this.id, from, this.end, this.#bounded(max))
  }

  /** Undefined when it was trimmed. */
  get(entry: number): StoredMessage | undefined {
    return this.#tail.get(entry) ?? this.#store.messages.read(this.id, entry, entry + 1, 1)[0]
  }

  /** Entries from `entry` on whose key has a newer one, or whose key ends with an empty message. */
  superseded(entry: number): readonly number[] {
    return this.#store.messages.superseded(this.id, Math.max(entry, this.first), this.end)
  }

  /** The first entry published at or after `time`; by halving, since publish times ascend but for steps of the clock. */
  entryAt(time: number): number {
    let low = this.first
    let high = this.end
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if ((this.#store.messages.publishTime(this.id, middle) ?? 0) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  save(): void {
    this.#trim()
    if (this.#head === this.#kept) return
    this.#store.saveHead.run(this.#head.first, this.#head.next, this.#head.bytes, this.id)
  }

  kept(): void {
    this.#kept = this.#head
  }

  restored(): void {
    this.#head = this.#kept
  }

  /** Fewer than `max` where messages are large, so that one read stays below `mostBytesRead` on average. */
  #bounded(max: number): number {
    const average = this.bytes / (this.end - this.first)
    return Math.max(1, Math.min(max, Math.floor(mostBytesRead / Math.max(1, average))))
  }

  #trim(): void {
    const { first, next, bytes } = this.#head
    const point = trimPoint(this.#head, this.#firstNeeded(), this.#store.retention)
    if (point === null) return
    const removed = this.#store.messages.remove(this.id, first, point)
    this.#head = { first: point, next, bytes: bytes - removed }
  }
}
