import type { Clock } from '../../engine/ports.ts'

interface Waiting<Item> {
  readonly item: Item
  readonly due: number
}

/** Timers run over beyond 24 days; a longer wait is taken in steps. */
const longestTimerMs = 2_000_000_000

/** Items that are handed on when their time has come, in order of time. Has one timer, and only while something waits. */
export class DueQueue<Item> {
  readonly #clock: Clock
  readonly #onDue: (items: readonly Item[]) => void
  /** What is due first stands first. */
  #waiting: Waiting<Item>[] = []
  #cancel: () => void = () => {}

  constructor(clock: Clock, onDue: (items: readonly Item[]) => void) {
    this.#clock = clock
    this.#onDue = onDue
  }

  get size(): number {
    return this.#waiting.length
  }

  /** `due` in epoch milliseconds. Cheapest for items that come in order of time. */
  add(item: Item, due: number): void {
    let at = this.#waiting.length
    if (at > 0 && this.#waiting[at - 1]!.due > due) at = this.#indexAfter(due)
    this.#waiting.splice(at, 0, { item, due })
    if (at === 0) this.#setTimer()
  }

  /** Forgets everything that waits. */
  close(): void {
    this.#cancel()
    this.#waiting = []
  }

  #setTimer(): void {
    this.#cancel()
    const next = this.#waiting[0]
    if (next === undefined) return
    const wait = Math.min(longestTimerMs, Math.max(1, next.due - this.#clock.now()))
    this.#cancel = this.#clock.after(wait, this.#ring)
  }

  readonly #ring = (): void => {
    const due = this.#waiting.splice(0, this.#indexAfter(this.#clock.now()))
    this.#setTimer()
    if (due.length > 0) this.#onDue(due.map((waiting) => waiting.item))
  }

  /** Index of the first that is due later than `time`. */
  #indexAfter(time: number): number {
    let low = 0
    let high = this.#waiting.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#waiting[middle]!.due <= time) low = middle + 1
      else high = middle
    }
    return low
  }
}
