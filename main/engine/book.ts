import type { Ledger } from '../../shared/run/ledger.ts'

/** How one branch of a source message ended. The gravest of all its branches is how the message ended. */
export const End = {
  /** Not an end of its own: a parent that was kept open while its children were made. */
  released: 0,
  dropped: 1,
  absorbed: 2,
  delivered: 3,
  deadLettered: 4,
  /** Given back to the source: never acknowledged, it comes again whatever became of its other branches. */
  returned: 5,
} as const
export type End = (typeof End)[keyof typeof End]

/** Running totals of source messages, by how they ended. A pipeline has two: its own and that of sample data. */
export class Book {
  received = 0
  /** Indexed by `End`. */
  readonly ends = new Float64Array(6)

  /** Messages that were open when the run ended, and will come again. */
  enterReturned(count: number): void {
    this.ends[End.returned] = (this.ends[End.returned] as number) + count
  }

  /** Messages that will not come again and were not worked on. */
  enterLost(count: number): void {
    this.ends[End.dropped] = (this.ends[End.dropped] as number) + count
  }
}

/** The book as the user sees it. `inFlight` is counted apart, from the open slots, so that a mistake shows as an imbalance. */
export function ledgerOf(book: Book, inFlight: number): Ledger {
  return {
    received: book.received,
    delivered: book.ends[End.delivered] ?? 0,
    dropped: book.ends[End.dropped] ?? 0,
    deadLettered: book.ends[End.deadLettered] ?? 0,
    absorbed: book.ends[End.absorbed] ?? 0,
    returned: book.ends[End.returned] ?? 0,
    inFlight,
  }
}
