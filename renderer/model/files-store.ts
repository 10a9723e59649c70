import { createStore, type StoreApi } from 'zustand/vanilla'

export interface FileEntry {
  readonly path: string
  readonly name: string
  readonly modifiedAt: number
}

export interface ExampleEntry {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly text: string
}

/** What can be opened: the workspace's files and the shipped examples. Filled after each connect and save. */
export interface FilesState {
  readonly workspace: string
  readonly files: readonly FileEntry[]
  readonly examples: readonly ExampleEntry[]
}

export type FilesStore = StoreApi<FilesState>

export function createFilesStore(): FilesStore {
  return createStore<FilesState>()(() => ({ workspace: '', files: [], examples: [] }))
}
