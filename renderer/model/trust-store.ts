import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Granted } from '../../shared/graph/grants.ts'

/** What someone agrees to: exactly this pipeline, or all of the workspace; null is no. */
export type TrustAnswer = 'pipeline' | 'folder' | null

/** The one question that may be open: may these steps and connections do what they ask for? */
export interface TrustState {
  readonly question: { readonly granted: readonly Granted[] } | null
  /** Resolves with the answer. A question that was open before is answered with no. */
  ask(granted: readonly Granted[]): Promise<TrustAnswer>
  answer(answer: TrustAnswer): void
}

export type TrustStore = StoreApi<TrustState>

export function createTrustStore(): TrustStore {
  let resolve: (answer: TrustAnswer) => void = () => {}
  return createStore<TrustState>()((set, get) => ({
    question: null,
    ask: (granted) => {
      get().answer(null)
      set({ question: { granted } })
      return new Promise((answered) => {
        resolve = answered
      })
    },
    answer: (answer) => {
      set({ question: null })
      resolve(answer)
    },
  }))
}
