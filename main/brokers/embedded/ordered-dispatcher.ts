import { type Dispatcher, type Link, readBatch, type Source } from './dispatcher.ts'

/** Picks the consumer that gets everything, from those attached in the order they came. */
export type ChooseActive = (links: readonly Link[]) => Link | undefined

/** Exclusive, and Failover of topics without partitions: whoever came first. */
export const firstToCome: ChooseActive = (links) => links[0]

/** Failover of a partition: by name, so that the partitions of a topic are divided among its consumers. */
export function byName(partition: number): ChooseActive {
  return (links) => {
    const sorted = [...links].sort((a, b) => compareText(a.consumerName, b.consumerName))
    return sorted[partition % sorted.length]
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/**
 * Exclusive and Failover: every message to one consumer, in order. Nothing is remembered of single messages; a nack or a
 * change of the consumer goes back to the first unacknowledged one, uncounted, as in Pulsar.
 */
export class OrderedDispatcher implements Dispatcher {
  readonly #source: Source
  readonly #choose: ChooseActive
  #links: Link[] = []
  #active: Link | undefined
  /** The next entry to hand out. */
  #position: number

  constructor(source: Source, choose: ChooseActive) {
    this.#source = source
    this.#choose = choose
    this.#position = source.cursor.firstUnacked
  }

  get unacked(): number {
    return this.#source.cursor.unackedBelow(this.#position)
  }

  get delayed(): number {
    return 0
  }

  get active(): Link | undefined {
    return this.#active
  }

  attach(link: Link): void {
    this.#links.push(link)
    this.#settleActive()
  }

  detach(link: Link): void {
    this.#links = this.#links.filter((other) => other !== link)
    this.#settleActive()
  }

  dispatch(): void {
    const { log, cursor } = this.#source
    const active = this.#active
    while (active !== undefined) {
      this.#position = cursor.nextUnacked(this.#position)
      const batch = log.read(this.#position, Math.min(active.room(), readBatch))
      if (batch.length === 0) return
      for (const message of batch) {
        if (!cursor.isAcked(message.entry)) active.deliver(message, 0)
        this.#position = message.entry + 1
      }
    }
  }

  redeliver(link: Link, entries: readonly number[]): void {
    const { cursor } = this.#source
    if (link !== this.#active || entries.every((entry) => cursor.isAcked(entry))) return
    this.#rewind()
    this.dispatch()
  }

  acknowledged(): void {}

  close(): void {}

  #settleActive(): void {
    const next = this.#choose(this.#links)
    if (next === this.#active) return
    this.#rewind()
    this.#active = next
    this.dispatch()
  }

  #rewind(): void {
    this.#active?.recall()
    this.#position = this.#source.cursor.firstUnacked
  }
}
