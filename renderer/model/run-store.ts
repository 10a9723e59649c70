import { createStore, type StoreApi } from 'zustand/vanilla'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { RunReport } from '../../shared/run/metrics.ts'
import { hasEnded, type RunState, type RunStatus } from '../../shared/run/status.ts'

/** The run of the document on screen: states and words only. Its numbers are in `counters.ts`. */
export interface RunStoreState {
  /** null: never started since the document was opened. */
  readonly status: RunStatus | null
  /** True between the click on Run and the engine's answer. */
  readonly starting: boolean
  /** What the engine is running, to tell whether the draft differs; null when that is not known. */
  readonly document: GraphDocument | null
  /** The last finished run's report. */
  readonly report: RunReport | null
}

export type RunStore = StoreApi<RunStoreState>

const fresh: RunStoreState = { status: null, starting: false, document: null, report: null }

export function createRunStore(): RunStore {
  return createStore<RunStoreState>()(() => fresh)
}

export function forgetRun(store: RunStore): void {
  store.setState(fresh)
}

export type RunPhase = 'draft' | RunState

/** The one word the top bar stands on. */
export function phaseOf({ status, starting }: RunStoreState): RunPhase {
  if (starting) return 'starting'
  return status?.state ?? 'draft'
}

/** True while the engine holds this pipeline. */
export function isLive(state: RunStoreState): boolean {
  return state.starting || (state.status !== null && !hasEnded(state.status.state))
}
