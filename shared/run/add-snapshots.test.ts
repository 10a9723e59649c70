import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addSnapshots } from './add-snapshots.ts'
import { emptyLedger, isBalanced, type Ledger } from './ledger.ts'
import type { NodeMetrics, RunSnapshot } from './metrics.ts'
import type { RunState } from './status.ts'

const idle: NodeMetrics = {
  in: 0,
  out: {},
  errors: 0,
  dropped: {},
  p50Ms: null,
  p99Ms: null,
  activity: 'idle',
  depth: 0,
}

function snapshot(parts: Partial<RunSnapshot> = {}, state: RunState = 'running', ended?: [at: number, why?: string]) {
  const failure = ended?.[1] === undefined ? {} : { failure: { code: 'SLUICE-TEST', message: ended[1] } }
  return {
    status: { runId: 'r', pipeline: 'p', state, startedAt: 1_000, ...(ended && { endedAt: ended[0] }), ...failure },
    at: 2_000,
    ledger: emptyLedger,
    sampleData: emptyLedger,
    fromState: emptyLedger,
    nodes: {},
    edges: {},
    topics: {},
    ...parts,
  } satisfies RunSnapshot
}

const ledgers = fc
  .record({
    delivered: fc.nat(1_000),
    dropped: fc.nat(1_000),
    deadLettered: fc.nat(1_000),
    absorbed: fc.nat(1_000),
    returned: fc.nat(1_000),
    inFlight: fc.nat(1_000),
  })
  .map((ends): Ledger => ({ received: Object.values(ends).reduce((a, b) => a + b, 0), ...ends }))

describe('snapshots of several workers', () => {
  it('add up to ledgers that balance when each did', () => {
    fc.assert(
      fc.property(fc.array(ledgers, { minLength: 1, maxLength: 16 }), (parts) => {
        const { ledger, sampleData } = addSnapshots(parts.map((part) => snapshot({ ledger: part, sampleData: part })))
        expect(isBalanced(ledger)).toBe(true)
        expect(ledger.received).toBe(parts.reduce((sum, part) => sum + part.received, 0))
        expect(sampleData).toEqual(ledger)
      }),
    )
  })

  it('add the counts of nodes, wires and topics by name, also of nodes that only one has', () => {
    const one = snapshot({
      nodes: {
        read: { ...idle, in: 3, out: { out: 3 } },
        keep: { ...idle, in: 3, out: { out: 1 }, errors: 1, dropped: { filter: 1 }, depth: 2 },
      },
      edges: { 'read.out>keep.in': 3 },
      topics: { a: 1 },
    })
    const two = snapshot({
      nodes: { keep: { ...idle, in: 4, out: { out: 2, errors: 1 }, dropped: { filter: 1, late: 5 } } },
      edges: { 'read.out>keep.in': 4 },
      topics: { a: 2, b: 3 },
    })
    const { nodes, edges, topics } = addSnapshots([one, two])
    expect(nodes.read).toMatchObject({ in: 3, out: { out: 3 } })
    expect(nodes.keep).toEqual({
      ...idle,
      in: 7,
      out: { out: 3, errors: 1 },
      errors: 1,
      dropped: { filter: 2, late: 5 },
      depth: 2,
    })
    expect({ edges, topics }).toEqual({ edges: { 'read.out>keep.in': 7 }, topics: { a: 3, b: 3 } })
  })

  it('have the worst percentiles, not their mean, and none where nobody measured', () => {
    const nodes = (p50Ms: number | null, p99Ms: number | null) => ({ nodes: { n: { ...idle, p50Ms, p99Ms } } })
    const total = addSnapshots([snapshot(nodes(1, null)), snapshot(nodes(null, null)), snapshot(nodes(3, null))])
    expect(total.nodes.n).toMatchObject({ p50Ms: 3, p99Ms: null })
  })

  it('show the liveliest activity, with what blocks it, and operators’ own figures by worker', () => {
    const node = (parts: Partial<NodeMetrics>) => snapshot({ nodes: { n: { ...idle, ...parts } } })
    const { nodes } = addSnapshots([
      node({ activity: 'busy', report: { rows: 1 } }),
      node({}),
      node({ activity: 'blocked', blockedBy: 'sink', report: { rows: 2 } }),
    ])
    expect(nodes.n).toMatchObject({ activity: 'blocked', blockedBy: 'sink' })
    expect(nodes.n?.report).toEqual({ 'worker 1': { rows: 1 }, 'worker 3': { rows: 2 } })
  })

  it.each([
    [['drained', 'drained'], 'drained'],
    [['drained', 'running'], 'running'],
    [['drained', 'draining', 'running'], 'draining'],
    [['drained', 'gave-up', 'draining'], 'gave-up'],
    [['failed', 'gave-up', 'drained'], 'failed'],
  ] as const)('are as good as the worst of them: %o make %s', (states, together) => {
    expect(addSnapshots(states.map((state) => snapshot({}, state))).status.state).toBe(together)
  })

  it('give the first failure as the reason, and end when the last has ended', () => {
    const { status } = addSnapshots([
      snapshot({}, 'failed', [5_000, 'Followed.']),
      snapshot({}, 'failed', [4_000, 'Began it.']),
      snapshot({}, 'gave-up', [3_000, 'Only late.']),
      snapshot({}, 'drained', [6_000]),
    ])
    expect(status).toMatchObject({ state: 'failed', endedAt: 6_000, failure: { message: 'Began it.' } })
    const unfinished = addSnapshots([snapshot({}, 'drained', [6_000]), snapshot()])
    expect(unfinished.status.endedAt).toBeUndefined()
  })
})
