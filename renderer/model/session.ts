import { commitPendingEdit } from '../app/commit-pending-edit.ts'
import { openClient } from '../bridge/open-client.ts'
import { createActions } from './actions.ts'
import { createCounters } from './counters.ts'
import { createDiagnosticsStore } from './diagnostics-store.ts'
import { createDocumentStore } from './document-store.ts'
import { keepDrafts } from './draft-keeper.ts'
import { createFilesStore } from './files-store.ts'
import { createNoticeStore } from './notice-store.ts'
import { createRunStore } from './run-store.ts'
import { createSelectionStore } from './selection-store.ts'
import { specOf } from './specs.ts'
import { createTrustStore } from './trust-store.ts'
import { createViewStore } from './view-store.ts'

/**
 * The one session of this page: its stores, its connection, and what a person can do. Components read stores through
 * `app/use-session.ts`; tests make their own stores with the functions called here.
 */
export const documents = createDocumentStore()
export const selection = createSelectionStore()
export const view = createViewStore(window.localStorage)
export const notices = createNoticeStore()
export const trust = createTrustStore()
export const runs = createRunStore()
export const counters = createCounters()
export const files = createFilesStore()
export const diagnostics = createDiagnosticsStore(documents, loadCheck)
export const home = openClient()
export const actions = createActions({
  documents,
  selection,
  view,
  notices,
  trust,
  runs,
  counters,
  files,
  diagnostics,
  home,
  specOf,
  tabMemory: window.sessionStorage,
  commitPendingEdit,
})

home.onOpen(() => void actions.connected())
keepDrafts(documents, home)

async function loadCheck() {
  const [{ check }, { operatorSpecs }] = await Promise.all([
    import('../../shared/graph/check.ts'),
    import('../../shared/operators/specs.ts'),
  ])
  return (document: Parameters<typeof check>[0]) => check(document, operatorSpecs)
}
