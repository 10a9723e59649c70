import type { Link } from './dispatcher.ts'
import { hashOf } from './key-ownership.ts'
import type { LaneRule } from './lane-rule.ts'
import type { StoredMessage } from './stored-message.ts'

/** KeyShared with ranges that the consumers name: a lane per hash of the key, for whoever has it in its ranges. */
export class FixedRanges implements LaneRule {
  readonly holdsBackForTime = false
  readonly #links = new Set<Link>()

  laneOf(message: StoredMessage): number {
    return hashOf(message)
  }

  join(link: Link): void {
    this.#links.add(link)
  }

  leave(link: Link): void {
    this.#links.delete(link)
  }

  /** What nobody has in its ranges waits for somebody who does. */
  next(lane: number): Link | null {
    for (const link of this.#links) if (covers(link, lane)) return link.room() > 0 ? link : null
    return null
  }

  taken(): void {}

  settled(): void {}
}

function covers({ keyRanges }: Link, lane: number): boolean {
  return keyRanges?.some(({ start, end }) => start <= lane && lane <= end) ?? false
}
