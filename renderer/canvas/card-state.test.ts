import { describe, expect, it } from 'vitest'
import type { NodeMetrics } from '../../shared/run/metrics.ts'
import { cardPortsOf } from '../model/card-ports.ts'
import { createCounters } from '../model/counters.ts'
import { findNode } from '../model/lookup.ts'
import { drawing, specOf } from '../model/testing/drawings.ts'
import { nodeMetrics, runStatus, snapshot } from '../model/testing/snapshots.ts'
import { cardFigures, cardName, cardState } from './card-state.ts'
import { brokenState, wireState } from './wire-state.ts'

const document = drawing({ feed: 'generator', keep: 'filter', end: 'pulsar-sink' }, ['feed>keep', 'keep>end'])
const keep = findNode(document, 'keep')!
const ports = cardPortsOf(document, keep, specOf)
const run = { status: runStatus, starting: false, document, report: null }
const nothingFound = { diagnostics: [], checked: document }
const stateOf = (metrics: NodeMetrics | undefined, status = runStatus) =>
  cardState('keep', { ...run, status }, metrics, nothingFound, (id) => `the ${id}`)

function countersWith(metrics: Partial<NodeMetrics>) {
  const counters = createCounters()
  counters.push(
    snapshot(2_000, {
      nodes: { keep: { ...nodeMetrics, ...metrics } },
      edges: { 'keep.out>end.in': metrics.out?.out ?? 0 },
    }),
  )
  return counters
}

describe('the status of a card', () => {
  it('names the step that blocks it', () => {
    expect(stateOf({ ...nodeMetrics, activity: 'blocked', blockedBy: 'end' }).words).toBe('blocked by the end')
  })

  it('carries the reason of a failure', () => {
    const failure = { code: 'SLUICE-X', message: 'It broke.', nodeId: 'keep' }
    expect(stateOf(nodeMetrics, { ...runStatus, state: 'failed', failure })).toMatchObject({
      status: 'failed',
      words: 'failed: It broke.',
    })
  })

  it('shows problems of the draft while nothing runs', () => {
    const diagnostics = [
      { code: 'SLUICE-Y', severity: 'error', message: 'No condition.', place: { node: 'keep' } } as const,
    ]
    const state = cardState('keep', { ...run, status: null }, undefined, { diagnostics, checked: document }, String)
    expect(state).toEqual({ status: 'problem', words: 'problem: No condition.', problems: 1 })
  })
})

describe('the figures of a card', () => {
  it('are rates while messages flow', () => {
    expect(cardFigures('keep', ports, countersWith({ in: 120, out: { out: 80 } }))).toMatchObject({
      in: '120/s',
      out: '80/s',
    })
  })

  it('are totals once the run has ended', () => {
    const counters = createCounters()
    const nodes = { keep: { ...nodeMetrics, in: 1_000, out: { out: 900 } } }
    counters.push(snapshot(2_000, { nodes, status: { ...runStatus, endedAt: 1_900 } }))
    expect(cardFigures('keep', ports, counters)).toMatchObject({ in: '1,000', out: '900' })
  })
})

it('says a card in one sentence', () => {
  const counters = countersWith({ in: 120, out: { out: 117 }, errors: 3 })
  const valid = { ...keep, name: 'valid orders' }
  expect(cardName(valid, ports, stateOf(counters.node('keep')), counters, specOf)).toBe(
    'Filter valid orders, running, 120 per second, 3 errors, outputs: out, errors',
  )
})

it('says what a card with several inputs and an output of lesser weight has', () => {
  const wide = drawing({ put: 'join', count: 'window' })
  const nameOf = (id: string) => {
    const node = findNode(wide, id)!
    return cardName(node, cardPortsOf(wide, node, specOf), stateOf(undefined), createCounters(), specOf)
  }
  expect(nameOf('put')).toContain('inputs: left, right, outputs: out, errors')
  expect(nameOf('count')).toContain('outputs: out, late (optional), meta (optional), errors')
})

describe('a wire', () => {
  const counters = countersWith({ out: { out: 12_480 }, activity: 'blocked', blockedBy: 'end' })

  it('shows its rate and is wider the more flows', () => {
    expect(wireState('keep.out>end.in', false, counters)).toMatchObject({ label: '12,480/s', step: 5 })
    expect(wireState('feed.out>keep.in', false, counters)).toMatchObject({ label: '', step: 0 })
  })

  it('is blocked only by the step at its end', () => {
    expect(wireState('keep.out>end.in', false, counters).blockedBy).toBe('end')
    expect(wireState('keep.out>other.in', false, counters).blockedBy).toBeNull()
  })

  it('says which port is missing at its end', () => {
    expect(brokenState(['sort.gold', 'join.left']).words).toBe('there is no port “gold” and “left”')
  })

  it('counts errors instead of rating them', () => {
    const errors = createCounters()
    errors.push(snapshot(2_000, { edges: { 'keep.errors>bad.in': 12 } }))
    expect(wireState('keep.errors>bad.in', true, errors).label).toBe('◆ 12')
  })
})
