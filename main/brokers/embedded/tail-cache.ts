import { type StoredMessage, sizeOf } from './stored-message.ts'

const mostMessages = 8_192
const mostBytes = 8 * 1024 * 1024

/** The newest messages of a log, kept in memory so that whoever has caught up never reads from the disk. */
export class TailCache {
  #messages: StoredMessage[] = []
  #bytes = 0

  /** Entries are consecutive; each is added right after the one before. */
  add(message: StoredMessage): void {
    this.#messages.push(message)
    this.#bytes += sizeOf(message)
    if (this.#messages.length > mostMessages || this.#bytes > mostBytes) this.#dropOlderHalf()
  }

  /** Up to `max` messages from `entry` on; null when `entry` is older than what is kept. */
  read(entry: number, max: number): readonly StoredMessage[] | null {
    const first = this.#messages[0]
    if (first === undefined || entry < first.entry) return null
    const from = entry - first.entry
    return this.#messages.slice(from, from + max)
  }

  get(entry: number): StoredMessage | undefined {
    const first = this.#messages[0]
    return first === undefined ? undefined : this.#messages[entry - first.entry]
  }

  clear(): void {
    this.#messages = []
    this.#bytes = 0
  }

  #dropOlderHalf(): void {
    this.#messages = this.#messages.slice(Math.ceil(this.#messages.length / 2))
    this.#bytes = this.#messages.reduce((sum, message) => sum + sizeOf(message), 0)
  }
}
