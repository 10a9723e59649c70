import type { Failure } from '../../shared/ipc/failure.ts'
import { emptyLedger, isBalanced, type Ledger } from '../../shared/run/ledger.ts'
import type { NodeMetrics, RunReport, RunSnapshot } from '../../shared/run/metrics.ts'
import type { RunStatus } from '../../shared/run/status.ts'
import { exitCodes } from './exit-codes.ts'

/** The report of a run, from its last snapshot. */
export function reportOf(snapshot: RunSnapshot): RunReport {
  const { status, ledger, sampleData, fromState, nodes, topics } = snapshot
  const { failure } = status
  return {
    pipeline: status.pipeline,
    durationMs: Math.max(0, (status.endedAt ?? snapshot.at) - status.startedAt),
    ledger: balance(ledger),
    ...(sampleData.received > 0 ? { sampleData: balance(sampleData) } : {}),
    ...(fromState.received > 0 ? { fromState: balance(fromState) } : {}),
    nodes: Object.fromEntries(Object.entries(nodes).map(([id, metrics]) => [id, reportNode(metrics)])),
    topics,
    ...(failure ? { failure: reportFailure(failure) } : {}),
    exit: exitCodeOf(status),
  }
}

/** The report of a run that never ran. */
export function reportOfFailedStart(pipeline: string, durationMs: number, failure: Failure): RunReport {
  const ledger = balance(emptyLedger)
  return {
    pipeline,
    durationMs,
    ledger,
    nodes: {},
    topics: {},
    failure: reportFailure(failure),
    exit: exitCodes.failed,
  }
}

/** How a run's end shows to whoever started the process. */
export function exitCodeOf({ state }: RunStatus): number {
  if (state === 'failed') return exitCodes.failed
  return state === 'gave-up' ? exitCodes.drainTimedOut : exitCodes.done
}

function balance(ledger: Ledger): Ledger & { balanced: boolean } {
  return { ...ledger, balanced: isBalanced(ledger) }
}

function reportNode(metrics: NodeMetrics): RunReport['nodes'][string] {
  const { in: taken, out, errors, dropped, p50Ms, p99Ms, report } = metrics
  return { in: taken, out, errors, dropped, p50Ms, p99Ms, ...(report === undefined ? {} : { report }) }
}

function reportFailure({ code, message, nodeId }: Failure): RunReport['failure'] {
  return { code, message, nodeId }
}
