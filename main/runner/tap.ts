import type { Message } from '../../shared/message.ts'
import type { TapBatch, TapRow } from '../../shared/run/tap.ts'
import type { MessageFilter } from './message-filter.ts'
import { toTapRow } from './tap-row.ts'

/** Milliseconds between two batches. */
export const batchInterval = 250

/** Payload bytes that go into the previews of one batch, at most; older rows are left out beyond it. */
const batchBudget = 4 * 1024 * 1024

interface Seen {
  readonly message: Message
  readonly seq: number
  readonly at: number
}

/** A bounded look at passing messages: keeps the latest that match, counts all. */
export interface Tap {
  /** Called for every message; quick, and never throws. */
  observe(message: Message, at: number): void
  /** What has been kept since the last call, oldest first; null when nothing has passed since. */
  take(): TapBatch | null
  /** How many more matching messages can be kept before one that has not been taken is pushed out. */
  readonly room: number
}

/** `rowsPerSecond` holds when `take` is called every `batchInterval`. */
export function createTap(filter: MessageFilter | null, rowsPerSecond: number): Tap {
  const capacity = Math.max(1, Math.floor((rowsPerSecond * batchInterval) / 1000))
  const kept = createRing<Seen>(capacity)
  let seen = 0
  let shown = 0
  let undecodable = 0
  let reported = 0

  function matches(message: Message): boolean {
    if (filter === null) return true
    try {
      return filter(message)
    } catch {
      undecodable += 1
      return false
    }
  }

  return {
    get room() {
      return capacity - kept.length
    },
    observe: (message, at) => {
      seen += 1
      if (matches(message)) kept.push({ message, seq: seen, at })
    },
    take: () => {
      if (seen === reported) return null
      reported = seen
      const rows = toRows(kept.takeAll())
      shown += rows.length
      return { rows, seen, shown, undecodable }
    },
  }
}

/** The latest rows that the budget allows, oldest first. */
function toRows(seen: readonly Seen[]): TapRow[] {
  const rows: TapRow[] = []
  let spent = 0
  for (const { message, seq, at } of seen.toReversed()) {
    if (spent > batchBudget) break
    const row = toTapRow(message, seq, at)
    spent += row.value.size
    rows.push(row)
  }
  return rows.reverse()
}

/** The latest `capacity` of what is pushed. */
export interface Ring<Item> {
  readonly length: number
  push(item: Item): void
  /** Oldest first. */
  all(): Item[]
  /** As `all`, and empties it. */
  takeAll(): Item[]
}

export function createRing<Item>(capacity: number): Ring<Item> {
  let items: Item[] = []
  let next = 0

  function all(): Item[] {
    return [...items.slice(next), ...items.slice(0, next)]
  }

  return {
    get length() {
      return items.length
    },
    push: (item) => {
      if (items.length < capacity) {
        items.push(item)
        return
      }
      items[next] = item
      next = (next + 1) % capacity
    },
    all,
    takeAll: () => {
      const taken = all()
      items = []
      next = 0
      return taken
    },
  }
}
