import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TokenBuckets } from './token-buckets.ts'

/** The same by counting tokens: when each message may go that comes at one of `times` (ascending). */
function counted(rate: number, burst: number, times: readonly number[]): number[] {
  let tokens = burst
  let at = times[0] ?? 0
  return times.map((time) => {
    const from = Math.max(at, time)
    tokens = Math.min(burst, tokens + ((from - at) * rate) / 1_000)
    const missing = Math.max(0, 1 - tokens)
    at = from + (missing * 1_000) / rate
    tokens = Math.max(tokens, 1) - 1
    return at
  })
}

const comings = fc
  .array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 })
  .map((gaps) => gaps.map((_, index) => gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0)))
const rates = fc.constantFrom(0.5, 1, 3, 10, 1_000)
const bursts = fc.constantFrom(1, 2, 7)

describe('token buckets', () => {
  it('let go exactly when counting tokens would', () => {
    fc.assert(
      fc.property(rates, bursts, comings, (rate, burst, times) => {
        const buckets = new TokenBuckets(rate, burst, 0)
        const due = times.map((time) => buckets.take(null, time))
        for (const [index, expected] of counted(rate, burst, times).entries())
          expect(due[index]).toBeCloseTo(expected, 5)
      }),
      { seed: 7, numRuns: 500 },
    )
  })

  it('never let more through in any time than rate and burst allow, nor keep anybody longer than that needs', () => {
    fc.assert(
      fc.property(rates, bursts, comings, (rate, burst, times) => {
        const buckets = new TokenBuckets(rate, burst, 0)
        const due = times.map((time) => buckets.take(null, time))
        for (let from = 0; from < due.length; from++) {
          for (let to = from + burst; to < due.length; to++) {
            const allowed = ((due[to]! - due[from]!) * rate) / 1_000 + burst
            expect(to - from + 1).toBeLessThanOrEqual(allowed + 1e-6)
          }
        }
      }),
      { seed: 8, numRuns: 300 },
    )
  })

  it('count for each name by itself', () => {
    const buckets = new TokenBuckets(1, 1, 0)
    expect([buckets.take('a', 0), buckets.take('a', 0), buckets.take('b', 0), buckets.take(null, 0)]).toEqual([
      0, 1_000, 0, 0,
    ])
  })

  it('keep a millionth of a second apart over a year', () => {
    const now = 1_767_225_600_000
    const buckets = new TokenBuckets(1_000_000, 1, now)
    let last = 0
    for (let count = 0; count <= 1_000_000; count++) last = buckets.take(null, now)
    expect(last - now).toBeCloseTo(1_000, 2)
  })

  it('forget those that are full again, so that passing keys cost no memory', () => {
    const buckets = new TokenBuckets(10, 2, 0)
    for (let index = 0; index < 100_000; index++) buckets.take(`key-${index}`, index)
    expect(buckets.size).toBeLessThan(3_000)
    const slow = buckets.take('key-99999', 99_999)
    expect(slow).toBe(99_999)
    expect(buckets.take('key-99999', 99_999)).toBe(100_099)
  })
})
