/**
 * What a topic keeps: every message that some subscription has not acknowledged, always; of the others the newest, up to
 * both limits, so that a tail from earliest and a subscription made later have something to show. Trimming happens with
 * the writes, never by a timer. There is no expiry by age and no quota on backlogs.
 */
export interface Retention {
  readonly messages: number
  readonly bytes: number
}

export const defaultRetention: Retention = { messages: 100_000, bytes: 256 * 1024 * 1024 }

/** Where a log stands. `next` is the entry the next message gets; `bytes` are those of the entries from `first` on. */
export interface LogHead {
  readonly first: number
  readonly next: number
  readonly bytes: number
}

/** Trims in steps of at most this many messages beyond the limit, so that it does not delete with every write. */
const largestStep = 1_000

/**
 * The entry below which a log should be trimmed now, or null when it should not. `firstNeeded` is the lowest entry that a
 * subscription has not acknowledged. Bytes are shared out evenly over the messages; the limit is kept on average.
 */
export function trimPoint(head: LogHead, firstNeeded: number, retention: Retention): number | null {
  const stored = head.next - head.first
  if (stored === 0) return null
  const kept = Math.min(retention.messages, Math.floor(retention.bytes / Math.max(1, head.bytes / stored)))
  const surplus = stored - kept
  if (surplus <= Math.min(largestStep, Math.floor(kept / 10))) return null
  const point = Math.min(head.next - kept, firstNeeded)
  return point > head.first ? point : null
}
