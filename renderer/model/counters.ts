import type { NodeMetrics, RunSnapshot } from '../../shared/run/metrics.ts'

/**
 * The numbers of a running pipeline. They live outside React: whoever shows one subscribes and writes it into the page
 * itself, at the pace snapshots come in (4 times a second).
 */
export interface Counters {
  /** The newest snapshot; null before the first of a run. */
  latest(): RunSnapshot | null
  node(id: string): NodeMetrics | undefined
  /** Messages that passed a wire since the run began; undefined when the run does not know the wire. */
  edgeTotal(id: string): number | undefined
  /** Messages a second, over about the last second; 0 while nothing runs. */
  edgeRate(id: string): number
  nodeRate(id: string): { readonly in: number; readonly out: number; readonly errors: number }
  /** Over the whole pipeline: received and ended messages a second. */
  totalRate(): { readonly in: number; readonly out: number }
  /** Called after every snapshot, and after a reset. Returns how to stop. */
  subscribe(listener: () => void): () => void
}

export interface CounterFeed extends Counters {
  push(snapshot: RunSnapshot): void
  reset(): void
}

/** Rates are taken over this many milliseconds, so that they are steady enough to read. */
const window = 1_000

export function createCounters(): CounterFeed {
  let recent: RunSnapshot[] = []
  const listeners = new Set<() => void>()
  const tell = () => {
    for (const listener of listeners) listener()
  }
  const newest = () => recent.at(-1) ?? null
  const rate = (count: (snapshot: RunSnapshot) => number) => ratePerSecond(recent, count)
  return {
    latest: newest,
    node: (id) => newest()?.nodes[id],
    edgeTotal: (id) => newest()?.edges[id],
    edgeRate: (id) => rate((snapshot) => snapshot.edges[id] ?? 0),
    nodeRate: (id) => ({
      in: rate((snapshot) => snapshot.nodes[id]?.in ?? 0),
      out: rate((snapshot) => sentBy(snapshot.nodes[id])),
      errors: rate((snapshot) => snapshot.nodes[id]?.errors ?? 0),
    }),
    totalRate: () => ({ in: rate(receivedIn), out: rate(endedIn) }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    push: (snapshot) => {
      recent = keepWindow([...recent, snapshot])
      tell()
    },
    reset: () => {
      recent = []
      tell()
    },
  }
}

/** Messages a node sent on its data ports. */
export function sentBy(metrics: NodeMetrics | undefined): number {
  if (!metrics) return 0
  return Object.entries(metrics.out).reduce((sum, [port, count]) => (port === 'errors' ? sum : sum + count), 0)
}

function receivedIn({ ledger, sampleData }: RunSnapshot): number {
  return ledger.received + sampleData.received
}

function endedIn({ ledger, sampleData }: RunSnapshot): number {
  return receivedIn({ ledger, sampleData } as RunSnapshot) - ledger.inFlight - sampleData.inFlight
}

/** The newest snapshot, and those before it up to the first that is at least a window old. */
function keepWindow(snapshots: RunSnapshot[]): RunSnapshot[] {
  const end = snapshots.at(-1)!.at
  const first = snapshots.findLastIndex((snapshot) => end - snapshot.at >= window)
  return first > 0 ? snapshots.slice(first) : snapshots
}

/** A run's first snapshot is measured from its beginning, when every count was zero. */
function ratePerSecond(snapshots: RunSnapshot[], count: (snapshot: RunSnapshot) => number): number {
  const [first, last] = [snapshots[0], snapshots.at(-1)]
  if (!first || !last || last.status.endedAt !== undefined) return 0
  const alone = first === last
  const elapsed = last.at - (alone ? last.status.startedAt : first.at)
  return elapsed <= 0 ? 0 : ((count(last) - (alone ? 0 : count(first))) * 1_000) / elapsed
}
