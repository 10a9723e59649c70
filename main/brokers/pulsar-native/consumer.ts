import type { Consumer, Delivery, InitialPosition } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import { FairPull } from '../fair-pull.ts'
import type { ConsumerFeed, NativeId } from './consumer-feed.ts'

export interface ConsumerOptions {
  readonly topics: readonly string[]
  readonly initialPosition: InitialPosition
  /** Full name of a topic. Throws `SLUICE-TOPIC-NAME`. */
  readonly fullName: (topic: string) => string
  /** Rejects as `Broker.subscribe` does. */
  readonly openFeed: (
    topics: readonly string[],
    initialPosition: InitialPosition,
    arrived: () => void,
  ) => Promise<ConsumerFeed>
  /** As sentences name it. */
  readonly subject: string
  readonly idlePullMs: number
}

/** A subscription. The client's consumers take no further topics, so those that are added get one more of them. */
export class PulsarConsumer implements Consumer {
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
    const { openFeed, fullName, subject } = this.#options
    const known = new Set(this.#feeds.flatMap((feed) => feed.topics))
    const added = [...new Set(topics.map(fullName))].filter((topic) => !known.has(topic))
    if (added.length === 0) return
    const feed = await openFeed(added, initialPosition, () => this.#puller.wake())
    if (this.#closed) {
      await feed.close()
      throw alreadyClosed(subject)
    }
    this.#feeds.push(feed)
    this.#puller.wake()
  }

  async pull(max: number): Promise<readonly Delivery[]> {
    this.#want(true)
    try {
      return await this.#puller.pull(max)
    } finally {
      this.#want(false)
    }
  }

  /** Resolves when the client has them; it tells the broker within 100 ms, and when it closes. */
  async ack(ids: readonly unknown[]): Promise<void> {
    if (this.#closed) throw alreadyClosed(this.#options.subject)
    const byFeed = Map.groupBy(ids as readonly NativeId[], (id) => id.feed)
    await Promise.all([...byFeed].map(([feed, group]) => feed.ack(group)))
  }

  nack(ids: readonly unknown[]): void {
    for (const id of ids as readonly NativeId[]) id.feed.nack(id)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#puller.close()
    await Promise.all(this.#feeds.map((feed) => feed.close()))
  }

  #want(isWanted: boolean): void {
    for (const feed of this.#feeds) feed.want(isWanted)
  }
}
