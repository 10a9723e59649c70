import type { Link } from './dispatcher.ts'
import type { LaneRule } from './lane-rule.ts'
import { murmur3 } from './murmur3.ts'
import type { StoredMessage } from './stored-message.ts'

const lanes = 65_536
/** Points of each consumer on the ring, as in Pulsar: the more, the more evenly keys are divided. */
const pointsPerConsumer = 100
interface Point {
  readonly at: number
  readonly link: Link
}

interface InHand {
  readonly link: Link
  count: number
}

/**
 * KeyShared: a lane per hash of the key, owned by the consumer whose point on a ring comes next, so that a consumer coming
 * or going moves few lanes. A lane that moves waits until its old owner has acknowledged what it has of it (or has left):
 * no key is ever in two hands.
 */
export class KeyOwnership implements LaneRule {
  readonly holdsBackForTime = false
  /** A lane that moves waits for nobody. */
  readonly #allowOutOfOrder: boolean
  #ring: readonly Point[] = []
  #joined = 0
  readonly #inHand = new Map<number, InHand>()

  constructor(allowOutOfOrder = false) {
    this.#allowOutOfOrder = allowOutOfOrder
  }

  laneOf(message: StoredMessage): number {
    return hashOf(message)
  }

  join(link: Link): void {
    this.#joined += 1
    const points = Array.from({ length: pointsPerConsumer }, (_, index) => ({
      at: murmur3(`${link.consumerName} ${this.#joined} ${index}`) % lanes,
      link,
    }))
    this.#ring = [...this.#ring, ...points].sort((a, b) => a.at - b.at)
  }

  leave(link: Link): void {
    this.#ring = this.#ring.filter((point) => point.link !== link)
  }

  next(lane: number): Link | null {
    const owner = this.#ownerOf(lane)
    if (owner === null || owner.room() <= 0) return null
    const inHand = this.#inHand.get(lane)
    return this.#allowOutOfOrder || inHand === undefined || inHand.link === owner ? owner : null
  }

  taken(lane: number, link: Link): void {
    const inHand = this.#inHand.get(lane)
    if (inHand === undefined) this.#inHand.set(lane, { link, count: 1 })
    else inHand.count += 1
  }

  settled(lane: number): void {
    const inHand = this.#inHand.get(lane)
    if (inHand === undefined) return
    inHand.count -= 1
    if (inHand.count === 0) this.#inHand.delete(lane)
  }

  /** The first point at or after the lane, around the ring. */
  #ownerOf(lane: number): Link | null {
    let low = 0
    let high = this.#ring.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#ring[middle]!.at < lane) low = middle + 1
      else high = middle
    }
    return (this.#ring[low] ?? this.#ring[0])?.link ?? null
  }
}

/** The hash by which a KeyShared subscription divides messages, 0 to 65535. */
export function hashOf(message: StoredMessage): number {
  const key = message.orderingKey ?? message.key
  return key === null ? spread(message.entry) : murmur3(key) % lanes
}

/** Each message without a key is on its own, and neighbours are far apart: since Pulsar 4 they are divided as in Shared. */
function spread(entry: number): number {
  return Math.imul(entry, 0x9e3779b1) >>> 16
}
