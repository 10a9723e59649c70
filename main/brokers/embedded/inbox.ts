import type { Delivery } from '../../engine/ports.ts'

/** Payloads that wait in one inbox, in bytes, before nothing more is taken. */
const mostBytes = 64 * 1024 * 1024

/** Messages handed to a consumer that it has not pulled. */
export class Inbox {
  readonly #capacity: number
  #deliveries: Delivery[] = []
  #bytes = 0

  /** `capacity` in messages. */
  constructor(capacity: number) {
    this.#capacity = capacity
  }

  get isEmpty(): boolean {
    return this.#deliveries.length === 0
  }

  /** Worth filling again: at most half full. */
  get wantsMore(): boolean {
    return this.#deliveries.length * 2 <= this.#capacity && this.#bytes * 2 <= mostBytes
  }

  /** How many more it takes. */
  get room(): number {
    return this.#bytes >= mostBytes ? 0 : this.#capacity - this.#deliveries.length
  }

  add(delivery: Delivery): void {
    this.#deliveries.push(delivery)
    this.#bytes += delivery.payload.length
  }

  take(max: number): readonly Delivery[] {
    const taken = max >= this.#deliveries.length ? this.#deliveries : this.#deliveries.splice(0, max)
    if (taken === this.#deliveries) this.#deliveries = []
    for (const delivery of taken) this.#bytes -= delivery.payload.length
    return taken
  }

  /** Drops what `unwanted` says. */
  drop(unwanted: (delivery: Delivery) => boolean): void {
    const kept = this.#deliveries.filter((delivery) => !unwanted(delivery))
    this.#deliveries = kept
    this.#bytes = kept.reduce((sum, delivery) => sum + delivery.payload.length, 0)
  }
}
