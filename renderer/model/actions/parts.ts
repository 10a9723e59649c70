import { toFailure } from '../../../shared/ipc/failure.ts'
import type { Home } from '../../bridge/open-client.ts'
import type { CounterFeed } from '../counters.ts'
import type { DiagnosticsStore } from '../diagnostics-store.ts'
import type { DocumentStore } from '../document-store.ts'
import type { FilesStore } from '../files-store.ts'
import type { SpecLookup } from '../lookup.ts'
import type { NoticeStore } from '../notice-store.ts'
import type { RunStore } from '../run-store.ts'
import type { SelectionStore } from '../selection-store.ts'
import type { TrustStore } from '../trust-store.ts'
import type { Memory, ViewStore } from '../view-store.ts'

/** What actions work on. */
export interface SessionParts {
  readonly documents: DocumentStore
  readonly selection: SelectionStore
  readonly view: ViewStore
  readonly notices: NoticeStore
  readonly trust: TrustStore
  readonly runs: RunStore
  readonly counters: CounterFeed
  readonly files: FilesStore
  readonly diagnostics: DiagnosticsStore
  readonly home: Pick<Home, 'engine' | 'workspace' | 'onOpen' | 'link'>
  readonly specOf: SpecLookup
  /** Lives as long as this window or tab: the file that a reload shows again. */
  readonly tabMemory: Memory
  /** Fields commit when they lose the focus; this makes one that is being edited do so before something reads the document. */
  readonly commitPendingEdit: () => void
}

/** Runs something that may fail; a failure becomes a notice and null. */
export async function attempt<T>(
  { notices }: Pick<SessionParts, 'notices'>,
  work: () => Promise<T>,
): Promise<T | null> {
  try {
    return await work()
  } catch (error) {
    notices.getState().alarm(toFailure(error).message)
    return null
  }
}
