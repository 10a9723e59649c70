import { setTimeout as sleep } from 'node:timers/promises'

/** Deaths within this time count. */
const windowMs = 10_000
/** So many are followed by a new process at once. */
const freeDeaths = 3
const firstPauseMs = 25
const longestPauseMs = 1_000

/** Holds up the start of new processes while they keep dying: 3 at once, then later and later, up to a second. */
export class Restarts {
  count = 0
  private readonly deaths: number[] = []
  private readonly stop = new AbortController()

  /** `now` in milliseconds from anywhere. */
  died(now: number): void {
    this.deaths.push(now)
  }

  /** How long to wait before the next start. */
  pauseAt(now: number): number {
    while (this.deaths.length > 0 && (this.deaths[0] as number) < now - windowMs) this.deaths.shift()
    const beyond = this.deaths.length - freeDeaths
    return beyond <= 0 ? 0 : Math.min(longestPauseMs, firstPauseMs * 2 ** (beyond - 1))
  }

  /** Waits as long as it must; ends at once when it is cancelled. */
  async pause(): Promise<void> {
    const ms = this.pauseAt(performance.now())
    if (ms > 0) await sleep(ms, undefined, { signal: this.stop.signal }).catch(() => {})
  }

  cancel(): void {
    this.stop.abort()
  }
}
