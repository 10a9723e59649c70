import { createStore } from 'zustand/vanilla'
import type { LooseEnd } from '../model/actions/edit.ts'
import type { Position } from '../model/lookup.ts'
import { selectedNode } from '../model/selection-store.ts'
import { documents, selection } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { createFlowStore } from './flow-store.ts'

/** What the canvas of this page shows; see `createFlowStore`. */
export const flow = createFlowStore({ documents, selection, specOf })

/** A list of operators asked for at a place. */
export interface QuickAddRequest {
  readonly kind: 'add'
  /** Where the step will be, in canvas units. */
  readonly at: Position
  /** Where the list opens, in window pixels. */
  readonly screen: Position
  /** The wire that was dropped there, if one was. */
  readonly end?: LooseEnd
}

/** A list of steps that a step may be connected to. */
export interface ConnectRequest {
  readonly kind: 'connect'
  readonly from: string
  readonly screen: Position
}

/** How much cards and wires show: everything; names and one figure; only their colour. */
export type Detail = 'full' | 'names' | 'boxes'

interface CanvasState {
  readonly detail: Detail
  readonly menu: QuickAddRequest | ConnectRequest | null
  /** The one step that Tab stops at. */
  readonly tabStop: string | null
}

export const canvasState = createStore<CanvasState>()(() => ({ detail: 'full', menu: null, tabStop: null }))

/** Follows the zoom; tells only when the level changes. */
export function setDetail(zoom: number): void {
  const detail = zoom < 0.3 ? 'boxes' : zoom < 0.55 ? 'names' : 'full'
  if (detail !== canvasState.getState().detail) canvasState.setState({ detail })
}

export const closeMenu = (): void => canvasState.setState({ menu: null })

/** Tab stops at the selected step, else where it last stopped, else at the first. */
function chooseTabStop(): void {
  const { nodes } = documents.getState().document
  const exists = (id: string | null | undefined) => id != null && nodes.some((node) => node.id === id)
  const candidates = [selection.getState().nodes.at(-1), canvasState.getState().tabStop, nodes[0]?.id]
  const tabStop = candidates.find(exists) ?? null
  if (tabStop !== canvasState.getState().tabStop) canvasState.setState({ tabStop })
}

chooseTabStop()
documents.subscribe(chooseTabStop)
selection.subscribe(chooseTabStop)

/** The selected step, outside React. */
export function selectedNodeNow(): string | null {
  return selectedNode(selection.getState())
}
