/** Below this many buckets nothing is tidied up. */
const fewBuckets = 1_024

/**
 * Token buckets by name: each gains `rate` tokens a second up to `burst`, begins full, and gives one for each message. A message that
 * finds none gets one of those still to come, in the order of asking. Only one number is kept for each, the time at which the bucket
 * would be full again; one that is full is forgotten.
 */
export class TokenBuckets {
  private readonly intervalMs: number
  private readonly toleranceMs: number
  private readonly fullAt = new Map<string | null, number>()
  /** Times are kept from here on: epoch milliseconds have too few digits left for a millionth of a second. */
  private readonly start: number
  private tidyAt = fewBuckets

  constructor(rate: number, burst: number, now: number) {
    this.intervalMs = 1_000 / rate
    this.toleranceMs = (burst - 1) * this.intervalMs
    this.start = now
  }

  get size(): number {
    return this.fullAt.size
  }

  /** When the message that asks now may go: `now` when a token is there, else when its token comes. Epoch milliseconds. */
  take(name: string | null, now: number): number {
    const passed = now - this.start
    const fullAt = Math.max(passed, this.fullAt.get(name) ?? passed)
    this.fullAt.set(name, fullAt + this.intervalMs)
    if (this.fullAt.size > this.tidyAt) this.tidy(passed)
    return Math.max(passed, fullAt - this.toleranceMs) + this.start
  }

  private tidy(passed: number): void {
    for (const [name, fullAt] of this.fullAt) if (fullAt <= passed) this.fullAt.delete(name)
    this.tidyAt = Math.max(fewBuckets, this.fullAt.size * 2)
  }
}
