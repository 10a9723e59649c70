import type { Link } from './dispatcher.ts'
import type { StoredMessage } from './stored-message.ts'

/**
 * How messages are divided among consumers. A lane is a set of messages whose order matters among themselves; the parallel
 * dispatcher keeps what waits by lane, and asks who may have the next of it.
 */
export interface LaneRule {
  /** Whether a message with `deliverAt` waits for its time. */
  readonly holdsBackForTime: boolean
  laneOf(message: StoredMessage): number
  join(link: Link): void
  leave(link: Link): void
  /** Who gets the next message of this lane; null when nobody may have it now. */
  next(lane: number): Link | null
  /** A message of this lane was handed to this consumer. */
  taken(lane: number, link: Link): void
  /** It was acknowledged, or has come back. */
  settled(lane: number, link: Link): void
}
