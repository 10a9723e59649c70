import type { NativeMessageId } from './addon.ts'
import { comparePlaces, type Place } from './place.ts'

/** A message that was handed out. It is the `id` of its delivery. */
export interface Held {
  /** Keeps what the client knows of the batch. */
  nativeId: NativeMessageId
  readonly messageId: string
  readonly topic: string
  settled: boolean
  /** Acknowledged as one before another. */
  covered: boolean
}

/** What to tell the client: this one and all before it, and these one by one. */
export interface AckPlan {
  readonly upTo: Held | null
  readonly single: readonly Held[]
}

/**
 * The messages of one partition in the order they were handed out, on a subscription that takes "this and all before". Where all before
 * are settled that costs one call for any number of messages; one that is settled out of order is acknowledged alone, so that nothing
 * waits for a slower one.
 */
export class CumulativeAcks {
  /** Not yet covered, oldest first; by message id. */
  readonly #held = new Map<string, Held>()
  #last: Place | null = null

  /** One that comes again keeps its place. One from before what is covered is left to be acknowledged alone. */
  handedOut(held: Held, place: Place): void {
    const known = this.#held.get(held.messageId)
    const isNew = this.#last === null || comparePlaces(place, this.#last) > 0
    if (isNew) this.#last = place
    if (isNew || known) this.#held.set(held.messageId, held)
  }

  settle(group: readonly Held[]): AckPlan {
    for (const held of group) this.#settle(held)
    let upTo: Held | null = null
    for (const held of this.#held.values()) {
      if (!held.settled) break
      upTo = held
      held.covered = true
      this.#held.delete(held.messageId)
    }
    return { upTo, single: group.filter((held) => !held.covered) }
  }

  /** An older delivery of the same message counts too. */
  #settle(held: Held): void {
    held.settled = true
    const known = this.#held.get(held.messageId)
    if (known) known.settled = true
  }
}
