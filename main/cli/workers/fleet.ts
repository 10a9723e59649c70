import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { addSnapshots } from '../../../shared/run/add-snapshots.ts'
import { emptyLedger, type Ledger } from '../../../shared/run/ledger.ts'
import type { RunSnapshot } from '../../../shared/run/metrics.ts'
import { hasEnded } from '../../../shared/run/status.ts'
import type { Watched } from '../run-end.ts'
import type { Shares } from './share-out.ts'
import type { Worker, WorkerEnd } from './worker.ts'

/** Several workers as one run. It is told to end when one of them has ended, for whatever reason. */
export interface Fleet extends Watched {
  /** Resolves when every worker runs or has ended. */
  start(shares: Shares, parameters: Readonly<Record<string, string>>): Promise<void>
  drain(): void
  stop(): void
  kill(): void
  /** Sums of what is known now; null before all have been heard of. */
  snapshot(): RunSnapshot | null
  /** Resolves when the first has ended. */
  readonly firstEnded: Promise<unknown>
  /** Resolves with the sums when the last has ended. */
  readonly ended: Promise<RunSnapshot>
}

export function createFleet(workers: readonly Worker[], document: GraphDocument): Fleet {
  const startedAt = Date.now()
  const endings = workers.map((worker) => worker.ended.then(lastSnapshot))

  /** Of all workers; empty while one has not been heard of. */
  function everyProgress() {
    const heard = workers.flatMap((worker) => worker.progress ?? [])
    return heard.length === workers.length ? heard : []
  }

  /** What a worker that died had in flight ends as a stopped run lets it end. */
  function lastSnapshot({ snapshot, failure }: WorkerEnd): RunSnapshot {
    const last = snapshot ?? blank(document.id, startedAt)
    if (failure === null) return last
    if (hasEnded(last.status.state)) return { ...last, status: { ...last.status, failure } }
    const as = document.settings.delivery === 'at-most-once' ? 'dropped' : 'returned'
    return {
      ...last,
      status: { ...last.status, state: 'failed', endedAt: Date.now(), failure },
      ledger: giveUp(last.ledger, as),
      sampleData: giveUp(last.sampleData, as),
      fromState: giveUp(last.fromState, as),
    }
  }

  return {
    start: async ({ first, others }, parameters) => {
      await Promise.all(workers.map((worker, index) => worker.start(index === 0 ? first : others, parameters)))
    },
    drain: () => {
      for (const worker of workers) worker.drain()
    },
    stop: () => {
      for (const worker of workers) worker.stop()
    },
    kill: () => {
      for (const worker of workers) worker.kill()
    },
    snapshot: () => {
      const all = everyProgress()
      return all.length === 0 ? null : addSnapshots(all.map(({ snapshot }) => snapshot))
    },
    isExhausted: () => {
      const all = everyProgress()
      return all.length > 0 && all.every((progress) => progress.isExhausted)
    },
    received: () => everyProgress().reduce((sum, { snapshot }) => sum + snapshot.ledger.received, 0),
    isIdleFor: (ms) => {
      const all = everyProgress()
      if (all.length === 0) return false
      const seenAt = Math.min(...all.map(({ snapshot }) => snapshot.at))
      const lastActivity = Math.max(...all.map((progress) => progress.lastActivity))
      return seenAt - lastActivity >= ms && all.every(({ snapshot }) => inFlightOf(snapshot) === 0)
    },
    firstEnded: Promise.race(endings),
    ended: Promise.all(endings).then(addSnapshots),
  }
}

function inFlightOf({ ledger, sampleData }: RunSnapshot): number {
  return ledger.inFlight + sampleData.inFlight
}

function giveUp(ledger: Ledger, as: 'dropped' | 'returned'): Ledger {
  return { ...ledger, [as]: ledger[as] + ledger.inFlight, inFlight: 0 }
}

/** Of a worker that never ran. */
function blank(pipeline: string, startedAt: number): RunSnapshot {
  return {
    status: { runId: '', pipeline, state: 'starting', startedAt },
    at: startedAt,
    ledger: emptyLedger,
    sampleData: emptyLedger,
    fromState: emptyLedger,
    nodes: {},
    edges: {},
    topics: {},
  }
}
