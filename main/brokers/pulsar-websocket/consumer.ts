import type { Consumer, Delivery, InitialPosition } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import { FairPull } from '../fair-pull.ts'
import type { ConsumerFeed, Held } from './consumer-feed.ts'

export interface ConsumerOptions {
  readonly topics: readonly string[]
  readonly initialPosition: InitialPosition
  /** One feed for each topic, not yet open; they call `arrived` when they have something. */
  readonly createFeeds: (
    topics: readonly string[],
    initialPosition: InitialPosition,
    arrived: () => void,
  ) => Promise<readonly ConsumerFeed[]>
  /** As sentences name it. */
  readonly subject: string
  readonly idlePullMs: number
}

/** A subscription to any number of topics, each over a socket of its own, as frames do not name their topic. */
export class WebSocketConsumer implements Consumer {
  readonly #options: ConsumerOptions
  readonly #feeds: ConsumerFeed[] = []
  readonly #puller: FairPull
  #closed = false

  constructor(options: ConsumerOptions) {
    this.#options = options
    this.#puller = new FairPull(this.#feeds, options.idlePullMs)
  }

  open(): Promise<void> {
    return this.add(this.#options.topics, this.#options.initialPosition)
  }

  async add(topics: readonly string[], initialPosition: InitialPosition): Promise<void> {
    const created = await this.#options.createFeeds(topics, initialPosition, () => this.#puller.wake())
    const known = new Set(this.#feeds.map((feed) => feed.topic))
    const feeds = created.filter((feed) => !known.has(feed.topic))
    try {
      await Promise.all(feeds.map((feed) => feed.open()))
      if (this.#closed) throw alreadyClosed(this.#options.subject)
    } catch (error) {
      await Promise.all(feeds.map((feed) => feed.close()))
      throw error
    }
    this.#feeds.push(...feeds)
    this.#puller.wake()
  }

  pull(max: number): Promise<readonly Delivery[]> {
    return this.#puller.pull(max)
  }

  /** Resolves when the acks are sent: Pulsar does not answer them here. Without a connection, that is after it is mended. */
  async ack(ids: readonly unknown[]): Promise<void> {
    const waits = new Set<Promise<void>>()
    for (const held of ids as readonly Held[]) {
      const wait = held.feed.ack(held)
      if (wait) waits.add(wait)
    }
    await Promise.all(waits)
  }

  nack(ids: readonly unknown[]): void {
    for (const held of ids as readonly Held[]) held.feed.nack(held)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#puller.close()
    await Promise.all(this.#feeds.map((feed) => feed.close()))
  }
}
