/** Inclusive. */
export type Range = readonly [from: number, to: number]

/**
 * A set of entries kept as ranges, ascending and never touching: what was acknowledged above a cursor's mark. Holes are
 * few in practice, so a sorted list beats anything cleverer.
 */
export class AckedRanges {
  readonly #from: number[] = []
  readonly #to: number[] = []
  #size = 0

  /** `ranges` as `toRanges` gave them. */
  constructor(ranges: readonly Range[] = []) {
    for (const [from, to] of ranges) {
      this.#from.push(from)
      this.#to.push(to)
      this.#size += to + 1 - from
    }
  }

  /** Entries in the set. */
  get size(): number {
    return this.#size
  }

  /** False when it was in already. */
  add(entry: number): boolean {
    const next = this.#indexAfter(entry)
    if (next > 0 && this.#to[next - 1]! >= entry) return false
    this.#size += 1
    const joinsLeft = next > 0 && this.#to[next - 1] === entry - 1
    const joinsRight = this.#from[next] === entry + 1
    if (joinsLeft && joinsRight) {
      this.#to[next - 1] = this.#to[next]!
      this.#remove(next)
    } else if (joinsLeft) this.#to[next - 1] = entry
    else if (joinsRight) this.#from[next] = entry
    else {
      this.#from.splice(next, 0, entry)
      this.#to.splice(next, 0, entry)
    }
    return true
  }

  has(entry: number): boolean {
    const next = this.#indexAfter(entry)
    return next > 0 && this.#to[next - 1]! >= entry
  }

  /** `entry` itself when it is not in the set, else the first after it that is not. */
  nextOutside(entry: number): number {
    const next = this.#indexAfter(entry)
    return next > 0 && this.#to[next - 1]! >= entry ? this.#to[next - 1]! + 1 : entry
  }

  /** When the lowest range begins at `entry`, takes it out and returns the entry after it; else returns `entry`. */
  takeFrom(entry: number): number {
    if (this.#from[0] !== entry) return entry
    const after = this.#to[0]! + 1
    this.#size -= after - entry
    this.#remove(0)
    return after
  }

  /** How many entries of the set are below `entry`. */
  countBelow(entry: number): number {
    if (this.#to.length > 0 && this.#to.at(-1)! < entry) return this.#size
    let count = 0
    for (let index = 0; index < this.#from.length && this.#from[index]! < entry; index += 1) {
      count += Math.min(this.#to[index]! + 1, entry) - this.#from[index]!
    }
    return count
  }

  toRanges(): Range[] {
    return this.#from.map((from, index) => [from, this.#to[index]!])
  }

  /** Index of the first range that begins after `entry`. */
  #indexAfter(entry: number): number {
    let low = 0
    let high = this.#from.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#from[middle]! <= entry) low = middle + 1
      else high = middle
    }
    return low
  }

  #remove(index: number): void {
    this.#from.splice(index, 1)
    this.#to.splice(index, 1)
  }
}
