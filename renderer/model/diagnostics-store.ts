import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { DocumentStore } from './document-store.ts'

export interface DiagnosticsState {
  readonly diagnostics: readonly Diagnostic[]
  /** The document they were found in; null before the first check. */
  readonly checked: GraphDocument | null
}

export type DiagnosticsStore = StoreApi<DiagnosticsState> & {
  /** Checks at once what is on screen now. */
  checkNow(): Promise<readonly Diagnostic[]>
  /** What the engine found in the document on screen, and the page cannot: a secret that is not set, say. Until the next change. */
  foundByEngine(diagnostics: readonly Diagnostic[]): void
}

export type Check = (document: GraphDocument) => readonly Diagnostic[]

/** Milliseconds without a change before the document is checked. */
const pause = 150

/**
 * What `check` finds in the document on screen, kept up to date shortly after each change. The check is loaded after the
 * first paint, since it brings the expression language with it.
 */
export function createDiagnosticsStore(documents: DocumentStore, loadCheck: () => Promise<Check>): DiagnosticsStore {
  const store = createStore<DiagnosticsState>()(() => ({ diagnostics: [], checked: null }))
  let timer: ReturnType<typeof setTimeout> | undefined

  async function checkNow(): Promise<readonly Diagnostic[]> {
    clearTimeout(timer)
    const check = await loadCheck()
    const { document } = documents.getState()
    if (store.getState().checked !== document) store.setState({ diagnostics: check(document), checked: document })
    return store.getState().diagnostics
  }

  const checkSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void checkNow(), pause)
  }
  documents.subscribe((state, before) => {
    if (state.document !== before.document) checkSoon()
  })
  checkSoon()
  const foundByEngine = (found: readonly Diagnostic[]) => store.setState({ diagnostics: found })
  return Object.assign(store, { checkNow, foundByEngine })
}

export const errorsIn = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ severity }) => severity === 'error')
