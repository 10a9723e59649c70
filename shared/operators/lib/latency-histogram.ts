/** Up to here every millisecond has a count of its own. */
const exactMs = 65_536
/** Beyond, each count takes in times that differ by less than this factor. */
const growth = 1.01
const logGrowth = Math.log(growth)

/**
 * How often each latency came, in whole milliseconds from 0 on. Percentiles are by nearest rank, the smallest latency that at least so
 * many percent of all do not exceed, and exact below 65,536 ms; above, they are at most 1 % too high, never too low. Memory is bounded:
 * half a megabyte when latencies reach a minute, a few kilobytes when they stay short.
 */
export class LatencyHistogram {
  private exact = new Float64Array(1_024)
  /** Of long latencies, by the power of `growth`. */
  private readonly long = new Map<number, number>()
  private total = 0
  private sum = 0
  private largest = 0

  /** The largest and the mean are exact; null before the first. */
  get max(): number | null {
    return this.total === 0 ? null : this.largest
  }

  get mean(): number | null {
    return this.total === 0 ? null : this.sum / this.total
  }

  add(ms: number): void {
    this.total++
    this.sum += ms
    if (ms > this.largest) this.largest = ms
    if (ms >= exactMs) {
      const power = Math.floor(Math.log(ms / exactMs) / logGrowth)
      this.long.set(power, (this.long.get(power) ?? 0) + 1)
      return
    }
    if (ms >= this.exact.length) this.grow(ms)
    this.exact[ms] = (this.exact[ms] as number) + 1
  }

  /** The latency at each of these percentages (whole numbers, ascending); null before the first message. */
  percentiles<const Percents extends readonly number[]>(
    percents: Percents,
  ): { readonly [Index in keyof Percents]: number | null } {
    const ranks = percents.map((percent) => Math.ceil((percent * this.total) / 100))
    const found: (number | null)[] = []
    let passed = 0
    for (const [latency, count] of this.entries()) {
      passed += count
      while (found.length < ranks.length && passed >= (ranks[found.length] as number)) found.push(latency)
      if (found.length === ranks.length) break
    }
    return percents.map((_, index) => found[index] ?? null) as { readonly [Index in keyof Percents]: number | null }
  }

  /** Latencies that came, ascending, with how often. */
  private *entries(): Generator<readonly [number, number]> {
    for (let ms = 0; ms < this.exact.length; ms++) {
      const count = this.exact[ms] as number
      if (count > 0) yield [ms, count]
    }
    for (const [power, count] of [...this.long].sort(([a], [b]) => a - b)) {
      yield [Math.min(this.largest, Math.ceil(exactMs * growth ** (power + 1))), count]
    }
  }

  private grow(ms: number): void {
    let length = this.exact.length
    while (length <= ms) length *= 2
    const larger = new Float64Array(length)
    larger.set(this.exact)
    this.exact = larger
  }
}
