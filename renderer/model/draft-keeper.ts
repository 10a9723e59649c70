import type { Home } from '../bridge/open-client.ts'
import { type DocumentStore, isUnsaved } from './document-store.ts'
import { writeDocument } from './document-text.ts'

/** Milliseconds without a change before the draft is kept. */
const pause = 1_000

/**
 * Keeps what is not saved yet beside its file, so that a crash costs at most a second of work, and forgets it once it is
 * saved. A pipeline without a file has no place to be kept. Returns how to stop.
 */
export function keepDrafts(
  documents: DocumentStore,
  { workspace, link }: Pick<Home, 'workspace' | 'link'>,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const kept = new Set<string>()

  async function keep(): Promise<void> {
    const state = documents.getState()
    if (!state.file || link.getState().state !== 'open') return
    const { path } = state.file
    const unsaved = isUnsaved(state)
    if (!unsaved && !kept.has(path)) return
    if (unsaved) kept.add(path)
    else kept.delete(path)
    const text = unsaved ? writeDocument(state.document) : null
    // A draft that cannot be kept now is kept after the next change.
    await workspace.call('saveDraft', { path, text }).catch(() => {})
  }

  const stop = documents.subscribe(() => {
    clearTimeout(timer)
    timer = setTimeout(() => void keep(), pause)
  })
  return () => {
    clearTimeout(timer)
    stop()
  }
}
