import { AckedRanges } from './acked-ranges.ts'

/** How far a subscription has come: every entry below the mark is acknowledged, and some above it. */
export class Cursor {
  #mark: number
  #acked: AckedRanges

  /** `acked` as `ackedJson` wrote it. */
  constructor(mark: number, acked = '[]') {
    this.#mark = mark
    this.#acked = new AckedRanges(JSON.parse(acked))
  }

  /** The first entry that is not acknowledged. */
  get firstUnacked(): number {
    return this.#mark
  }

  /** False when it was acknowledged before. */
  acknowledge(entry: number): boolean {
    if (entry < this.#mark) return false
    if (entry > this.#mark) return this.#acked.add(entry)
    this.#mark = this.#acked.takeFrom(entry + 1)
    return true
  }

  /** Nothing is acknowledged from `mark` on, everything before. */
  moveTo(mark: number): void {
    this.#mark = mark
    this.#acked = new AckedRanges()
  }

  /** The first `max` entries below `end` that are not acknowledged, in order. */
  unacked(end: number, max: number): readonly number[] {
    const entries: number[] = []
    for (let entry = this.nextUnacked(0); entry < end && entries.length < max; entry = this.nextUnacked(entry + 1)) {
      entries.push(entry)
    }
    return entries
  }

  isAcked(entry: number): boolean {
    return entry < this.#mark || this.#acked.has(entry)
  }

  /** The first unacknowledged entry at or after `entry`. */
  nextUnacked(entry: number): number {
    return this.#acked.nextOutside(Math.max(entry, this.#mark))
  }

  /** Unacknowledged entries below `end`. */
  unackedBelow(end: number): number {
    return end <= this.#mark ? 0 : end - this.#mark - this.#acked.countBelow(end)
  }

  /** What was acknowledged above the mark, as `[[from, to], …]`, inclusive. */
  ackedJson(): string {
    return JSON.stringify(this.#acked.toRanges())
  }
}
