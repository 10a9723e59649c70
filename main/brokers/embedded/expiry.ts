import type { StatementSync } from 'node:sqlite'
import type { Clock } from '../../engine/ports.ts'
import { namespaceOf } from '../topic-name.ts'
import type { Database } from './database.ts'
import type { Topic } from './topics.ts'

/** Milliseconds between two looks, at most; a quarter of the shortest time to live where that is less. */
const longestPause = 60_000
const shortestPause = 250

/** Passes by what no consumer acknowledged within the time to live of its namespace. Has a timer only where there is one. */
export class Expiry {
  readonly #clock: Clock
  readonly #topics: () => readonly Topic[]
  readonly #save: StatementSync
  readonly #forget: StatementSync
  readonly #ttls = new Map<string, number>()
  #cancel: () => void = () => {}

  constructor(database: Database, clock: Clock, topics: () => readonly Topic[]) {
    this.#clock = clock
    this.#topics = topics
    this.#save = database.sql.prepare('INSERT OR REPLACE INTO namespace (name, ttl_seconds) VALUES (?, ?)')
    this.#forget = database.sql.prepare('DELETE FROM namespace WHERE name = ?')
    const rows = database.sql.prepare('SELECT name, ttl_seconds FROM namespace').all()
    for (const row of rows) this.#ttls.set(row.name as string, row.ttl_seconds as number)
    this.#setTimer()
  }

  /** In seconds; null for never. */
  timeToLive(namespace: string): number | null {
    return this.#ttls.get(namespace) ?? null
  }

  /** Null or 0 for never. */
  setTimeToLive(namespace: string, seconds: number | null): void {
    if (seconds === null || seconds === 0) {
      this.#forget.run(namespace)
      this.#ttls.delete(namespace)
    } else {
      this.#save.run(namespace, seconds)
      this.#ttls.set(namespace, seconds)
    }
    this.#setTimer()
  }

  close(): void {
    this.#cancel()
  }

  #setTimer(): void {
    this.#cancel()
    if (this.#ttls.size === 0) return
    const shortest = Math.min(...this.#ttls.values()) * 1_000
    const pause = Math.max(shortestPause, Math.min(longestPause, shortest / 4))
    this.#cancel = this.#clock.after(pause, () => {
      this.#look()
      this.#setTimer()
    })
  }

  #look(): void {
    for (const { name, partitions } of this.#topics()) {
      const seconds = this.#ttls.get(namespaceOf(name))
      if (seconds === undefined) continue
      for (const { log, subscriptions } of partitions) {
        const end = log.entryAt(this.#clock.now() - seconds * 1_000)
        // What is not on the disk after a crash expires again.
        for (const subscription of subscriptions.values()) subscription.passBy(end).catch(() => {})
      }
    }
  }
}
