import { createStore, type StoreApi } from 'zustand/vanilla'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import type { Command } from './command.ts'
import { beginHistory, type History, perform, redo, revisionOf, undo } from './history.ts'
import { changedNodes } from './lookup.ts'

/** The file a document came from; null for one that was never saved. */
export interface OpenFile {
  readonly path: string
  /** What `save` compares, so that nobody else's change is overwritten. */
  readonly revision: string
}

export interface DocumentState {
  readonly document: GraphDocument
  readonly history: History
  readonly file: OpenFile | null
  /** The history revision that is on disk, or that was opened from elsewhere. */
  readonly savedRevision: number
  /** Counts documents opened, so that views can start afresh. */
  readonly opened: number
  /** Nodes the last undo or redo changed, for the canvas to show; a new array each time. */
  readonly revealed: readonly string[]

  apply(command: Command): void
  undo(): void
  redo(): void
  /** Shows another document and forgets the history. */
  open(document: GraphDocument, file: OpenFile | null): void
  /** Remembers that the present state is on disk. */
  saved(file: OpenFile, revision: number): void
}

export type DocumentStore = StoreApi<DocumentState>

/** The id of a pipeline that was never saved. */
export const newId = 'untitled'

/** A pipeline with nothing in it, on the embedded broker. */
export function emptyDocument(): GraphDocument {
  const connections = { main: { type: 'embedded' } }
  return documentSchema.parse({ format: 'sluice/1', id: newId, name: 'Untitled pipeline', connections })
}

/** The store that holds the truth. Everything else on screen is derived from it. */
export function createDocumentStore(initial: GraphDocument = emptyDocument()): DocumentStore {
  return createStore<DocumentState>()((set, get) => ({
    document: initial,
    history: beginHistory(initial),
    file: null,
    savedRevision: 0,
    opened: 0,
    revealed: [],
    apply: (command) => set((state) => withHistory(perform(state.history, command))),
    undo: () => set(travel(get(), undo(get().history))),
    redo: () => set(travel(get(), redo(get().history))),
    open: (document, file) =>
      set((state) => ({
        ...withHistory(beginHistory(document)),
        file,
        savedRevision: 0,
        opened: state.opened + 1,
        revealed: [],
      })),
    saved: (file, revision) => set({ file, savedRevision: revision }),
  }))
}

export const canUndo = (state: DocumentState): boolean => state.history.past.length > 0
export const canRedo = (state: DocumentState): boolean => state.history.future.length > 0

/** True when there is something to save: leaving the document now would lose it. */
export const isUnsaved = (state: DocumentState): boolean => revisionOf(state.history) !== state.savedRevision

function withHistory(history: History): Pick<DocumentState, 'document' | 'history'> {
  return { history, document: history.document }
}

function travel(state: DocumentState, history: History): Partial<DocumentState> {
  if (history === state.history) return {}
  return { ...withHistory(history), revealed: changedNodes(state.document, history.document) }
}
