import { applyNodeChanges, type EdgeChange, type NodeChange } from '@xyflow/react'
import { createStore, type StoreApi } from 'zustand/vanilla'
import { moveNodes } from '../model/commands/nodes.ts'
import type { DocumentStore } from '../model/document-store.ts'
import type { Position, SpecLookup } from '../model/lookup.ts'
import type { SelectionStore } from '../model/selection-store.ts'
import { projectEdges, projectNodes, type StepNode, type WireEdge } from './project.ts'

export interface FlowState {
  readonly nodes: StepNode[]
  readonly edges: WireEdge[]
  nodesChanged(changes: NodeChange<StepNode>[]): void
  edgesChanged(changes: EdgeChange<WireEdge>[]): void
  /** Shows cards elsewhere than the document has them, until the document or the selection changes. */
  show(places: ReadonlyMap<string, Position>): void
}

export type FlowStore = StoreApi<FlowState>

interface Parts {
  readonly documents: DocumentStore
  readonly selection: SelectionStore
  readonly specOf: SpecLookup
}

/**
 * What the canvas library draws: a projection of the document and the selection. While cards are dragged only this
 * projection moves; where they are dropped becomes one command.
 */
export function createFlowStore({ documents, selection, specOf }: Parts): FlowStore {
  const project = (previous: Pick<FlowState, 'nodes' | 'edges'>) => {
    const { nodes: selectedNodes, edges: selectedEdges } = selection.getState()
    const scene = {
      document: documents.getState().document,
      selectedNodes: new Set(selectedNodes),
      selectedEdges: new Set(selectedEdges),
      specOf,
    }
    const nodes = projectNodes(previous.nodes, scene)
    return { nodes, edges: projectEdges(previous.edges, nodes, scene) }
  }

  const store = createStore<FlowState>()((set) => ({
    show: (places) =>
      set(({ nodes }) => ({
        nodes: nodes.map((node) => {
          const position = places.get(node.id)
          return position ? { ...node, position } : node
        }),
      })),
    ...project({ nodes: [], edges: [] }),
    nodesChanged: (changes) => {
      const drag = changes.filter((change) => change.type === 'position' && change.dragging)
      if (drag.length > 0) set((state) => ({ nodes: applyNodeChanges(drag, state.nodes) }))
      const dropped = droppedPlaces(changes)
      if (Object.keys(dropped).length > 0) documents.getState().apply(moveNodes(dropped))
      const { nodes, edges } = selection.getState()
      const next = selectedAfter(nodes, changes)
      if (next !== nodes) selection.getState().select({ nodes: next, edges })
    },
    edgesChanged: (changes) => {
      const { nodes, edges } = selection.getState()
      const next = selectedAfter(edges, changes)
      if (next !== edges) selection.getState().select({ nodes, edges: next })
    },
  }))

  const refresh = () => store.setState(project(store.getState()))
  documents.subscribe((state, before) => {
    if (state.document !== before.document) refresh()
  })
  selection.subscribe(refresh)
  return store
}

function droppedPlaces(changes: readonly NodeChange<StepNode>[]): Record<string, Position> {
  const places: Record<string, Position> = {}
  for (const change of changes) {
    if (change.type === 'position' && !change.dragging && change.position) places[change.id] = change.position
  }
  return places
}

/** The selection after the library's changes; the same list when they change nothing. */
function selectedAfter(
  selected: readonly string[],
  changes: readonly (NodeChange<StepNode> | EdgeChange<WireEdge>)[],
): readonly string[] {
  const next = new Set(selected)
  for (const change of changes) {
    if (change.type !== 'select') continue
    if (change.selected) next.add(change.id)
    else next.delete(change.id)
  }
  const same = next.size === selected.length && selected.every((id) => next.has(id))
  return same ? selected : [...next]
}
