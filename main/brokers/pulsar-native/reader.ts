import type { Delivery, Reader } from '../../engine/ports.ts'
import { FairPull } from '../fair-pull.ts'
import type { NativeClient } from './addon.ts'
import { closeClient } from './clients.ts'
import type { ReaderFeed } from './reader-feed.ts'

export interface ReaderOptions {
  /** Of this reader alone: its messages hold the client's one thread for callbacks while nobody takes them. */
  readonly client: NativeClient
  /** Adds one for each partition to `feeds`; they are open when it resolves. */
  readonly openFeeds: (feeds: ReaderFeed[], arrived: () => void) => Promise<void>
  readonly idlePullMs: number
}

export class PulsarReader implements Reader {
  readonly #options: ReaderOptions
  readonly #feeds: ReaderFeed[] = []
  readonly #puller: FairPull
  #closing: Promise<void> | null = null

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#puller = new FairPull(this.#feeds, options.idlePullMs)
  }

  open(): Promise<void> {
    return this.#options.openFeeds(this.#feeds, () => this.#puller.wake())
  }

  pull(max: number): Promise<readonly Delivery[]> {
    return this.#puller.pull(max)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#puller.close()
    await Promise.all(this.#feeds.map((feed) => feed.close()))
    await closeClient(this.#options.client)
  }
}
