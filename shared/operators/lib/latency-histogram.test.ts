import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LatencyHistogram } from './latency-histogram.ts'

const histogramOf = (latencies: readonly number[]) => {
  const histogram = new LatencyHistogram()
  for (const latency of latencies) histogram.add(latency)
  return histogram
}

/** By the book: the value at rank ⌈p · n⌉ of the sorted list. */
function nearestRank(latencies: readonly number[], percent: number): number {
  const sorted = [...latencies].sort((a, b) => a - b)
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] as number
}

describe('the histogram of latencies', () => {
  it('gives exactly the percentiles of the sorted list, below 65,536 ms', () => {
    const latency = fc.oneof(fc.nat(50), fc.nat(2_000), fc.nat(65_535))
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 400 }), (latencies) => {
        const histogram = histogramOf(latencies)
        const percents = [1, 50, 95, 99, 100] as const
        expect(histogram.percentiles(percents)).toEqual(percents.map((percent) => nearestRank(latencies, percent)))
        expect(histogram.max).toBe(Math.max(...latencies))
        expect(histogram.mean).toBeCloseTo(latencies.reduce((sum, ms) => sum + ms, 0) / latencies.length, 6)
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  it('gives percentiles beyond that at most 1 % too high, and never too low', () => {
    const latency = fc.oneof(fc.nat(65_535), fc.integer({ min: 65_536, max: 10 ** 12 }))
    fc.assert(
      fc.property(fc.array(latency, { minLength: 1, maxLength: 100 }), (latencies) => {
        const percents = [50, 95, 99, 100] as const
        for (const [index, found] of histogramOf(latencies).percentiles(percents).entries()) {
          const exact = nearestRank(latencies, percents[index]!)
          expect(found).toBeGreaterThanOrEqual(exact)
          expect(found).toBeLessThanOrEqual(exact * 1.01 + 1)
        }
      }),
      { seed: 8, numRuns: 300 },
    )
  })

  it('has no figures before the first message', () => {
    const { max, mean } = new LatencyHistogram()
    expect([max, mean]).toEqual([null, null])
    expect(new LatencyHistogram().percentiles([50, 99])).toEqual([null, null])
  })
})
