import type { Delivery, Reader } from '../../engine/ports.ts'
import type { FairPull } from '../fair-pull.ts'
import type { ReaderFeed } from './reader-feed.ts'

/** Reads a topic; a partitioned one over a socket for each partition, since each goes on from a place of its own. */
export class WebSocketReader implements Reader {
  readonly #feeds: readonly ReaderFeed[]
  readonly #puller: FairPull

  constructor(feeds: readonly ReaderFeed[], puller: FairPull) {
    this.#feeds = feeds
    this.#puller = puller
  }

  async open(): Promise<void> {
    await Promise.all(this.#feeds.map((feed) => feed.open()))
  }

  pull(max: number): Promise<readonly Delivery[]> {
    return this.#puller.pull(max)
  }

  async close(): Promise<void> {
    this.#puller.close()
    await Promise.all(this.#feeds.map((feed) => feed.close()))
  }
}
