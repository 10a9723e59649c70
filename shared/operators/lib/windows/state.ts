import type { Message } from '../../../message.ts'

/**
 * What a window step keeps for one key: plain data, saved and restored by the engine, changed in place. All times are epoch
 * milliseconds in whole numbers.
 */
export interface WindowState {
  /** The latest system time seen. It stands still while the machine's clock goes back. */
  now: number
  /** The watermark was `base` when the system time was `since`. Of use to the event clock only. */
  base: number
  since: number
  /** The highest id a session has had; -1 before the first. */
  lastId: number
  /** Open windows in the order they were opened. */
  windows: OpenWindow[]
  /** Values that the watermark has not reached yet, by timestamp; those of one timestamp in the order they came. */
  queue: TimedValue[]
}

export interface OpenWindow {
  readonly id: number
  openTime: number
  closeTime: number
  /** Ids of the sessions that were merged into this one, as they came. */
  readonly mergedIds: number[]
  accumulator: unknown
}

/** What is aggregated of one message. */
export interface TimedValue {
  readonly timestamp: number
  readonly value: unknown
  /** The message itself, off its delivery; kept only where the aggregate needs it. */
  readonly message: Message | null
}

/** A copy that is plain data: it stems from no delivery any more, and says where it came from all the same. */
export function detached(message: Message): Message {
  return { ...message, failure: null, origin: { ...message.origin, token: -1 } }
}

/** Before any time that a message can have. */
const beforeAll = Number.MIN_SAFE_INTEGER

export function createState(now: number): WindowState {
  return { now, base: beforeAll, since: now, lastId: -1, windows: [], queue: [] }
}

/** Puts a value behind those of the same or an earlier timestamp. */
export function enqueue(queue: TimedValue[], entry: TimedValue): void {
  let low = 0
  let high = queue.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((queue[middle] as TimedValue).timestamp <= entry.timestamp) low = middle + 1
    else high = middle
  }
  if (low === queue.length) queue.push(entry)
  else queue.splice(low, 0, entry)
}

/** Takes out what the watermark has reached, in order. */
export function takeDue(queue: TimedValue[], watermark: number): readonly TimedValue[] {
  let count = 0
  while (count < queue.length && (queue[count] as TimedValue).timestamp <= watermark) count++
  return count === 0 ? none : queue.splice(0, count)
}

const none: readonly TimedValue[] = []
