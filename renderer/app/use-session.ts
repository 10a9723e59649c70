import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import type { GraphNode } from '../../shared/graph/schema.ts'
import type { DiagnosticsState } from '../model/diagnostics-store.ts'
import type { DocumentState } from '../model/document-store.ts'
import type { FilesState } from '../model/files-store.ts'
import { findNode } from '../model/lookup.ts'
import type { RunStoreState } from '../model/run-store.ts'
import type { SelectionState } from '../model/selection-store.ts'
import { diagnostics, documents, files, runs, selection, view } from '../model/session.ts'
import type { ViewState } from '../model/view-store.ts'

/*
 * How components read the session. Selectors stand outside components and return a primitive or a stable object;
 * where one must build a list, use the shallow variant.
 */

export function useDocument<T>(selector: (state: DocumentState) => T): T {
  return useStore(documents, selector)
}

/** For selectors that build a list or a record: renders only when a member changes. */
export function useDocumentShallow<T>(selector: (state: DocumentState) => T): T {
  return useStore(documents, useShallow(selector))
}

/** One node; renders only when that node changes. */
export function useNode(id: string | null): GraphNode | undefined {
  return useStore(documents, (state) => (id === null ? undefined : findNode(state.document, id)))
}

export function useSelection<T>(selector: (state: SelectionState) => T): T {
  return useStore(selection, selector)
}

export function useView<T>(selector: (state: ViewState) => T): T {
  return useStore(view, selector)
}

export function useRun<T>(selector: (state: RunStoreState) => T): T {
  return useStore(runs, selector)
}

export function useFiles<T>(selector: (state: FilesState) => T): T {
  return useStore(files, selector)
}

export function useDiagnostics<T>(selector: (state: DiagnosticsState) => T): T {
  return useStore(diagnostics, useShallow(selector))
}
