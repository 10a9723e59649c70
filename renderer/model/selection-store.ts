import { createStore, type StoreApi } from 'zustand/vanilla'

/** What is selected. Not part of the document and not part of its history. */
export interface SelectionState {
  readonly nodes: readonly string[]
  /** Wires, as `from>to`. */
  readonly edges: readonly string[]
  /** A topic of a broker, by its full name; then nothing on the canvas is. */
  readonly topic: string | null
  select(what: { nodes?: readonly string[]; edges?: readonly string[]; topic?: string | null }): void
  clear(): void
}

export type SelectionStore = StoreApi<SelectionState>

const nothing: readonly string[] = Object.freeze([])

export function createSelectionStore(): SelectionStore {
  return createStore<SelectionState>()((set) => ({
    nodes: nothing,
    edges: nothing,
    topic: null,
    select: ({ nodes = nothing, edges = nothing, topic = null }) => set({ nodes, edges, topic }),
    clear: () => set({ nodes: nothing, edges: nothing, topic: null }),
  }))
}

/** The one selected node; null when none or several are. */
export const selectedNode = ({ nodes, edges }: SelectionState): string | null =>
  nodes.length === 1 && edges.length === 0 ? nodes[0]! : null

/** The one selected wire; null when none or several are, or a node is. */
export const selectedEdge = ({ nodes, edges }: SelectionState): string | null =>
  edges.length === 1 && nodes.length === 0 ? edges[0]! : null
