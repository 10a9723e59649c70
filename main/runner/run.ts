import { edgeId } from '../../shared/graph/schema.ts'
import type { StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import { type Failure, FailureError, fail, toFailure } from '../../shared/ipc/failure.ts'
import type { RunReport, RunSnapshot } from '../../shared/run/metrics.ts'
import { hasEnded, type RunStatus } from '../../shared/run/status.ts'
import type { TapBatch } from '../../shared/run/tap.ts'
import type { Pipeline } from '../engine/pipeline.ts'
import { type EdgeMemory, rememberEdges } from './edge-memory.ts'
import type { MessageFilter } from './message-filter.ts'
import { reportOf } from './report.ts'
import { batchInterval, createTap } from './tap.ts'

/** One run, from the wish to start it to its report. */
export interface Run {
  readonly started: StartedRun
  /** Resolves when it runs; rejects with a FailureError when it cannot. */
  readonly running: Promise<Pipeline>
  /** Resolves when it has ended, or could not start; never rejects. */
  readonly ended: Promise<void>
  status(): RunStatus
  /** Throws `SLUICE-RUN-NOT-STARTED` while it is starting or when it could not. */
  snapshot(): RunSnapshot
  drain(): Promise<RunReport>
  stop(): Promise<RunReport>
  /** Calls back with a snapshot at once, `perSecond` times a second, and a last time at the end. Returns the way to stop. */
  watch(on: RunWatcher, perSecond?: number): () => void
  /** What passes on a wire: first what is remembered of it, then what comes. Throws when there is no such wire. */
  tap(edge: string, options: TapOptions, on: TapWatcher): () => void
}

export interface RunWatcher {
  snapshot(snapshot: RunSnapshot): void
  end(failure?: Failure): void
}

export interface TapOptions {
  readonly filter: MessageFilter | null
  readonly maxRowsPerSecond: number
}

export interface TapWatcher {
  batch(batch: TapBatch): void
  end(): void
}

/** `start` opens the pipeline; `remember` is how many messages of each wire are kept for later taps. */
export function beginRun(started: StartedRun, start: () => Promise<Pipeline>, remember: number): Run {
  const edges = started.document.edges.map(edgeId)
  const startedAt = Date.now()
  let pipeline: Pipeline | null = null
  let memory: EdgeMemory = { recall: () => [] }
  let failure: Failure | undefined

  const running = start().then(
    (opened) => {
      pipeline = opened
      memory = rememberEdges(opened, edges, remember)
      return opened
    },
    (error) => {
      failure = toFailure(error)
      throw new FailureError(failure)
    },
  )
  const ended = running.then(
    (opened) => opened.ended,
    () => {},
  )

  function snapshot(): RunSnapshot {
    if (pipeline !== null) return pipeline.snapshot()
    throw fail('SLUICE-RUN-NOT-STARTED', `The run ${started.runId} has not started${failure ? ` and never will` : ''}.`)
  }

  function status(): RunStatus {
    if (pipeline !== null) return pipeline.snapshot().status
    const state = failure === undefined ? 'starting' : 'failed'
    return { runId: started.runId, pipeline: started.document.id, state, startedAt, ...(failure && { failure }) }
  }

  async function reportAfter(end: (pipeline: Pipeline) => Promise<void>): Promise<RunReport> {
    const opened = await running
    await end(opened)
    await opened.ended
    return reportOf(opened.snapshot())
  }

  function watch(on: RunWatcher, perSecond = 4): () => void {
    let timer: NodeJS.Timeout | undefined
    let stopped = false
    running.then(
      async (opened) => {
        if (stopped) return
        on.snapshot(opened.snapshot())
        timer = setInterval(() => on.snapshot(opened.snapshot()), 1000 / perSecond)
        await opened.ended
        clearInterval(timer)
        if (stopped) return
        on.snapshot(opened.snapshot())
        on.end()
      },
      (error) => {
        if (!stopped) on.end(toFailure(error))
      },
    )
    return () => {
      stopped = true
      clearInterval(timer)
    }
  }

  function tap(edge: string, { filter, maxRowsPerSecond }: TapOptions, on: TapWatcher): () => void {
    if (!edges.includes(edge)) throw fail('SLUICE-EDGE-UNKNOWN', `The running pipeline has no wire ${edge}.`)
    const view = createTap(filter, maxRowsPerSecond)
    let stopObserving = () => {}
    let closed = false
    const flush = () => {
      const batch = view.take()
      if (batch !== null) on.batch(batch)
    }
    const timer = setInterval(flush, batchInterval)
    const close = () => {
      closed = true
      stopObserving()
      clearInterval(timer)
    }
    running.then(
      (opened) => {
        if (closed) return
        for (const { message, at } of memory.recall(edge)) view.observe(message, at)
        stopObserving = opened.observe(edge, (message) => view.observe(message, Date.now()))
        flush()
      },
      () => {},
    )
    void ended.then(() => {
      if (closed) return
      close()
      flush()
      on.end()
    })
    return close
  }

  return {
    started,
    running,
    ended,
    status,
    snapshot,
    watch,
    tap,
    drain: () => reportAfter((opened) => opened.drain()),
    stop: () => reportAfter((opened) => opened.stop()),
  }
}

/** Whether a run is over, as far as can be told now. */
export function isOver(run: Run): boolean {
  return hasEnded(run.status().state)
}
