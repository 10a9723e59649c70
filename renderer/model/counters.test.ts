import { describe, expect, it, vi } from 'vitest'
import { createCounters } from './counters.ts'
import { nodeMetrics, runStatus, snapshot } from './testing/snapshots.ts'

const wire = 'feed.out>end.in'

describe('counters', () => {
  it('measures the first snapshot from the beginning of the run', () => {
    const counters = createCounters()
    counters.push(snapshot(1_500, { edges: { [wire]: 100 } }))
    expect(counters.edgeRate(wire)).toBe(200)
  })

  it('takes rates over the last second', () => {
    const counters = createCounters()
    for (const [at, count] of [
      [1_250, 9_000],
      [2_250, 10_000],
      [2_500, 10_050],
      [3_250, 10_120],
    ] as const) {
      counters.push(snapshot(at, { edges: { [wire]: count } }))
    }
    expect(counters.edgeRate(wire)).toBe(120)
  })

  it('counts what a node sent on its data ports, not its errors', () => {
    const counters = createCounters()
    counters.push(
      snapshot(2_000, { nodes: { keep: { ...nodeMetrics, in: 50, out: { out: 40, errors: 10 }, errors: 10 } } }),
    )
    expect(counters.nodeRate('keep')).toEqual({ in: 50, out: 40, errors: 10 })
  })

  it('shows no rate once the run has ended, and keeps the totals', () => {
    const counters = createCounters()
    counters.push(
      snapshot(2_000, { edges: { [wire]: 500 }, status: { ...runStatus, state: 'drained', endedAt: 1_900 } }),
    )
    expect(counters.edgeRate(wire)).toBe(0)
    expect(counters.edgeTotal(wire)).toBe(500)
  })

  it('adds up what came into the pipeline and what came to an end', () => {
    const counters = createCounters()
    const ledger = { received: 100, delivered: 60, dropped: 0, deadLettered: 0, absorbed: 0, returned: 0, inFlight: 40 }
    counters.push(snapshot(2_000, { ledger }))
    expect(counters.totalRate()).toEqual({ in: 100, out: 60 })
  })

  it('tells whoever listens, until they stop', () => {
    const counters = createCounters()
    const listener = vi.fn()
    const stop = counters.subscribe(listener)
    counters.push(snapshot(2_000))
    counters.reset()
    stop()
    counters.push(snapshot(3_000))
    expect(listener).toHaveBeenCalledTimes(2)
  })
})
