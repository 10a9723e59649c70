import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { type FakeHandlers, fakeHome } from '../../bridge/testing/fake-home.ts'
import { createActions } from '../actions.ts'
import { createCounters } from '../counters.ts'
import { type Check, createDiagnosticsStore } from '../diagnostics-store.ts'
import { createDocumentStore } from '../document-store.ts'
import { createFilesStore } from '../files-store.ts'
import { createNoticeStore } from '../notice-store.ts'
import { createRunStore } from '../run-store.ts'
import { createSelectionStore } from '../selection-store.ts'
import { createTrustStore } from '../trust-store.ts'
import { createViewStore, type Memory } from '../view-store.ts'
import { specOf } from './drawings.ts'

const noMemory: Memory = { getItem: () => null, setItem: () => {} }

function memory(): Memory {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => void kept.set(key, text) }
}

/** A whole session without a page: real stores and actions over a home that answers what the test gives it. */
export async function testSession(document: GraphDocument, handlers: FakeHandlers = {}, check: Check = () => []) {
  const trusting = { trust: async () => ({ trusted: true, granted: [] }) }
  const { home, cut } = fakeHome({ ...handlers, workspace: { ...trusting, ...handlers.workspace } })
  const documents = createDocumentStore(document)
  const parts = {
    documents,
    selection: createSelectionStore(),
    view: createViewStore(noMemory),
    notices: createNoticeStore(),
    trust: createTrustStore(),
    runs: createRunStore(),
    counters: createCounters(),
    files: createFilesStore(),
    diagnostics: createDiagnosticsStore(documents, async () => check),
    home,
    specOf,
    tabMemory: memory(),
    commitPendingEdit: () => {},
  }
  await new Promise<void>((resolve) => home.onOpen(resolve))
  const told = () => parts.notices.getState().notices.map((notice) => notice.text)
  return { ...parts, actions: createActions(parts), cut, told }
}
