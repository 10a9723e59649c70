import type { StreamListener, Subscription } from '../../shared/ipc/contract.ts'
import type { Failure } from '../../shared/ipc/failure.ts'
import type { TapBatch, TapRow } from '../../shared/run/tap.ts'

/** Rows a view keeps; the oldest give way. */
export const rowsKept = 2_000

/** Rows a pause holds back; what comes after that is counted as missed, and said so. */
export const pauseBudget = 10_000

/** One row as a view lists it. */
export interface Line {
  /** Running number within this tail, growing with time; the identity of the line. */
  readonly number: number
  readonly row: TapRow
}

/** What has been seen of a wire or a topic. A new object after each change, at most one a frame. */
export interface TailState {
  /** Oldest first. */
  readonly lines: readonly Line[]
  /** Messages that passed since the tail was opened, all of them. */
  readonly seen: number
  /** Of these, the rows that were sent here. */
  readonly sent: number
  readonly undecodable: number
  readonly paused: boolean
  /** Rows that arrived during the pause and wait to be shown. */
  readonly held: number
  /** Rows that did not fit into the pause budget. */
  readonly missed: number
  /** The stream has ended: nothing more will come. */
  readonly ended: boolean
  /** Why it ended, when it was not meant to. */
  readonly failure: Failure | null
}

/** A bounded, pausable view of a stream of rows. */
export interface Tail {
  state(): TailState
  /** Called after each change. Returns how to stop. */
  subscribe(listener: () => void): () => void
  pause(): void
  /** Shows what was held back, in its order. */
  resume(): void
  /** Ends the stream and forgets the listeners; the last state stays readable. */
  close(): void
}

/** Opens the stream of one wire or topic. */
export type OpenStream = (on: StreamListener<TapBatch>) => Subscription

/** Runs `work` once, before the next picture. */
export type Schedule = (work: () => void) => void

/** Starts a tail. Rows are gathered between two frames; only the newest `rowsKept` of them cost anything. */
export function createTail(open: OpenStream, schedule: Schedule = nextFrame): Tail {
  const listeners = new Set<() => void>()
  let nextNumber = 0
  let waiting: Line[] = []
  let isScheduled = false
  let isClosed = false
  const number = (row: TapRow): Line => ({ number: nextNumber++, row })
  let state = emptyState
  let next: Partial<TailState> = {}

  function change(changes: Partial<TailState>): void {
    next = { ...next, ...changes }
    if (isScheduled || isClosed) return
    isScheduled = true
    schedule(flush)
  }

  function flush(): void {
    isScheduled = false
    if (isClosed) return
    state = { ...state, ...next, ...show() }
    next = {}
    for (const listener of listeners) listener()
  }

  /** Moves what waits into view, unless the view is paused. */
  function show(): Pick<TailState, 'lines' | 'held'> {
    if (next.paused ?? state.paused) return { lines: state.lines, held: waiting.length }
    const lines = waiting.length === 0 ? state.lines : [...state.lines, ...waiting].slice(-rowsKept)
    waiting = []
    return { lines, held: 0 }
  }

  function receive(batch: TapBatch): void {
    waiting.push(...batch.rows.map(number))
    const isPaused = next.paused ?? state.paused
    const excess = waiting.length - (isPaused ? pauseBudget : rowsKept)
    if (excess > 0) waiting = waiting.slice(isPaused ? 0 : excess, isPaused ? pauseBudget : undefined)
    change({
      seen: batch.seen,
      sent: batch.shown,
      undecodable: batch.undecodable,
      ...(isPaused && excess > 0 ? { missed: (next.missed ?? state.missed) + excess } : {}),
    })
  }

  const subscription = open({
    event: receive,
    end: (failure) => change({ ended: true, failure: failure ?? null }),
  })
  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    pause: () => change({ paused: true, missed: 0 }),
    resume: () => change({ paused: false }),
    close: () => {
      isClosed = true
      listeners.clear()
      subscription.close()
    },
  }
}

/** `40` when one message in 40 was sent here; null when all were. Of a filtered tail nothing is known: what was left out may not have matched. */
export function samplingOf({ seen, sent }: Pick<TailState, 'seen' | 'sent'>, isFiltered: boolean): number | null {
  if (isFiltered || sent === 0 || seen <= sent) return null
  const ratio = seen / sent
  return ratio < 1.05 ? null : Math.max(2, Math.round(ratio))
}

const emptyState: TailState = {
  lines: [],
  seen: 0,
  sent: 0,
  undecodable: 0,
  paused: false,
  held: 0,
  missed: 0,
  ended: false,
  failure: null,
}

function nextFrame(work: () => void): void {
  requestAnimationFrame(work)
}
