import type { FailureError } from '../../shared/ipc/failure.ts'
import type { Delivery } from '../engine/ports.ts'

/** Where messages of one topic arrive. */
export interface Feed {
  /** Messages that wait to be taken. */
  readonly waiting: number
  /** Removes up to `max` messages, oldest first, and makes room for further ones. */
  take(max: number): readonly Delivery[]
  /** When it has failed for good. */
  readonly failure: FailureError | null
}

/** `pull` over any number of feeds, which may become more, so that a busy topic does not starve a quiet one. Feeds call `wake` when something arrived. */
export class FairPull {
  readonly #feeds: readonly Feed[]
  readonly #idleMs: number
  /** Who is asked first; moves on with every pull. */
  #turn = 0
  #closed = false
  #sleeper: (() => void) | null = null

  constructor(feeds: readonly Feed[], idleMs: number) {
    this.#feeds = feeds
    this.#idleMs = idleMs
  }

  /** As `Consumer.pull`. */
  async pull(max: number): Promise<readonly Delivery[]> {
    if (!this.#closed && !this.#feeds.some(hasNews)) await this.#sleep()
    const failed = this.#feeds.find((feed) => feed.failure)
    if (this.#closed) return []
    if (failed?.failure) throw failed.failure
    return this.#take(max)
  }

  wake(): void {
    this.#sleeper?.()
  }

  close(): void {
    this.#closed = true
    this.wake()
  }

  /** An equal share from each feed first, then whatever is there. */
  #take(max: number): readonly Delivery[] {
    const feeds = this.#feeds
    if (feeds.length < 2) return feeds[0]?.take(max) ?? []
    this.#turn = (this.#turn + 1) % feeds.length
    const taken: Delivery[] = []
    const share = Math.ceil(max / feeds.length)
    for (const limit of [share, max]) {
      for (let at = 0; at < feeds.length && taken.length < max; at += 1) {
        const feed = feeds[(this.#turn + at) % feeds.length]!
        if (feed.waiting > 0) taken.push(...feed.take(Math.min(limit, max - taken.length)))
      }
    }
    return taken
  }

  #sleep(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.#sleeper = null
        resolve()
      }
      const timer = setTimeout(wake, this.#idleMs)
      this.#sleeper = wake
    })
  }
}

function hasNews(feed: Feed): boolean {
  return feed.waiting > 0 || feed.failure !== null
}
