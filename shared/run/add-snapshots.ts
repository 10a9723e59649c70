import { addLedgers } from './ledger.ts'
import type { NodeMetrics, RunSnapshot } from './metrics.ts'
import { byLiveliness } from './outer-metrics.ts'
import type { RunState, RunStatus } from './status.ts'

type Counts = Readonly<Record<string, number>>

/**
 * One snapshot of several processes that run the same pipeline: everything that is counted is added up. Percentiles cannot be: of
 * each, the worst stands for all. An operator's own figures stand side by side, by the process they are of. At least one snapshot.
 */
export function addSnapshots(parts: readonly RunSnapshot[]): RunSnapshot {
  const [first, ...others] = parts
  if (first === undefined) throw new TypeError('There is no snapshot to add up.')
  const total = (of: (part: RunSnapshot) => RunSnapshot['ledger']) => others.map(of).reduce(addLedgers, of(first))
  return {
    status: addStatuses(parts.map((part) => part.status)),
    at: Math.max(...parts.map((part) => part.at)),
    ledger: total((part) => part.ledger),
    sampleData: total((part) => part.sampleData),
    fromState: total((part) => part.fromState),
    nodes: addNodes(parts),
    edges: addCounts(parts.map((part) => part.edges)),
    topics: addCounts(parts.map((part) => part.topics)),
  }
}

/** The gravest first: a run of several processes is as good as the worst of them, and over only when all are. */
const byGravity: readonly RunState[] = ['failed', 'gave-up', 'starting', 'draining', 'running', 'drained']

function addStatuses(statuses: readonly RunStatus[]): RunStatus {
  const { runId, pipeline } = statuses[0]!
  const state = byGravity.find((grave) => statuses.some((status) => status.state === grave))!
  const ends = statuses.map((status) => status.endedAt)
  const [cause] = statuses
    .filter((status) => status.state === state && status.failure !== undefined)
    .sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0))
  return {
    runId,
    pipeline,
    state,
    startedAt: Math.min(...statuses.map((status) => status.startedAt)),
    ...(ends.includes(undefined) ? {} : { endedAt: Math.max(...ends.map((at) => at ?? 0)) }),
    ...(cause === undefined ? {} : { failure: cause.failure }),
  }
}

function addNodes(parts: readonly RunSnapshot[]): RunSnapshot['nodes'] {
  const ids = [...new Set(parts.flatMap((part) => Object.keys(part.nodes)))]
  return Object.fromEntries(ids.map((id) => [id, addNode(parts.map((part) => part.nodes[id]))]))
}

/** A process that does not have the node has nothing to add. */
function addNode(parts: readonly (NodeMetrics | undefined)[]): NodeMetrics {
  const known = parts.filter((part) => part !== undefined)
  const sum = (of: (part: NodeMetrics) => number) => known.reduce((total, part) => total + of(part), 0)
  const activity = byLiveliness.findLast((lively) => known.some((part) => part.activity === lively)) ?? 'idle'
  const blockedBy = known.find((part) => part.activity === activity)?.blockedBy
  const reports = parts.flatMap((part, index) => (part?.report ? [[`worker ${index + 1}`, part.report] as const] : []))
  return {
    in: sum((part) => part.in),
    out: addCounts(known.map((part) => part.out)),
    errors: sum((part) => part.errors),
    dropped: addCounts(known.map((part) => part.dropped)),
    p50Ms: worst(known.map((part) => part.p50Ms)),
    p99Ms: worst(known.map((part) => part.p99Ms)),
    activity,
    depth: sum((part) => part.depth),
    ...(blockedBy === undefined ? {} : { blockedBy }),
    ...(reports.length === 0 ? {} : { report: Object.fromEntries(reports) }),
  }
}

function worst(latencies: readonly (number | null)[]): number | null {
  const known = latencies.filter((latency) => latency !== null)
  return known.length === 0 ? null : Math.max(...known)
}

function addCounts(parts: readonly Counts[]): Record<string, number> {
  const total = new Map<string, number>()
  for (const [name, count] of parts.flatMap(Object.entries<number>)) total.set(name, (total.get(name) ?? 0) + count)
  return Object.fromEntries(total)
}
