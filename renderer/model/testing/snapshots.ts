import { emptyLedger } from '../../../shared/run/ledger.ts'
import type { NodeMetrics, RunSnapshot } from '../../../shared/run/metrics.ts'
import type { RunStatus } from '../../../shared/run/status.ts'

export const runStatus: RunStatus = { runId: 'run-1', pipeline: 'drawing', state: 'running', startedAt: 1_000 }

export const nodeMetrics: NodeMetrics = {
  in: 0,
  out: {},
  errors: 0,
  dropped: {},
  p50Ms: null,
  p99Ms: null,
  activity: 'busy',
  depth: 0,
}

/** A snapshot with nothing in it but what a test sets. */
export function snapshot(at: number, rest: Partial<RunSnapshot> = {}): RunSnapshot {
  return {
    status: runStatus,
    at,
    ledger: emptyLedger,
    sampleData: emptyLedger,
    fromState: emptyLedger,
    nodes: {},
    edges: {},
    topics: {},
    ...rest,
  }
}
