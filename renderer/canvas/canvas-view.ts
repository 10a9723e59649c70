import type { FitViewOptions, ReactFlowInstance } from '@xyflow/react'
import { cardSize } from '../model/card-ports.ts'
import type { Position } from '../model/lookup.ts'
import type { StepNode, WireEdge } from './project.ts'

/**
 * What code outside the canvas may ask of the drawing on screen: the palette while something is dragged over it, keys,
 * undo. Empty answers before the canvas is there.
 */
export interface CanvasView {
  root(): HTMLElement | null
  /** Window pixels to canvas units. */
  toCanvas(point: Position): Position
  contains(point: Position): boolean
  /** The wire under a point, as `from>to`. */
  wireAt(point: Position): string | null
  /** The step under a point. */
  nodeAt(point: Position): string | null
  /** The middle of what is visible, in canvas units. */
  centre(): Position
  /** Window pixels of a step's lower left corner. */
  below(id: string): Position | null
  fit(): void
  /** Scrolls only when one of the steps is out of sight. */
  reveal(ids: readonly string[]): void
  focusNode(id: string): void
}

let instance: ReactFlowInstance<StepNode, WireEdge> | null = null
let root: HTMLElement | null = null
let wantsFocus: string | null = null

export function attachCanvas(flow: ReactFlowInstance<StepNode, WireEdge> | null, element: HTMLElement | null): void {
  instance = flow
  root = element
}

/** Called by a card when it appears: true when it was waited for to take the focus. */
export function takesFocus(id: string): boolean {
  if (wantsFocus !== id) return false
  wantsFocus = null
  return true
}

export const canvasView: CanvasView = {
  root: () => root,
  toCanvas: (point) => instance?.screenToFlowPosition({ ...point }, { snapToGrid: false }) ?? { x: 0, y: 0 },
  contains: ({ x, y }) => elementsAt({ x, y }).some((element) => element === root),
  wireAt: (point) => closestId(point, '.react-flow__edge'),
  nodeAt: (point) => closestId(point, '.react-flow__node'),
  centre: () => {
    const box = root?.getBoundingClientRect()
    return box ? canvasView.toCanvas({ x: box.x + box.width / 2, y: box.y + box.height / 2 }) : { x: 0, y: 0 }
  },
  below: (id) => {
    const node = instance?.getNode(id)
    const foot = (node?.height ?? cardSize.height) + 8
    return node ? instance!.flowToScreenPosition({ x: node.position.x, y: node.position.y + foot }) : null
  },
  fit: () => void instance?.fitView({ ...fitOptions(), duration: motion() }),
  reveal: (ids) => {
    const nodes = ids.filter((id) => instance?.getNode(id)).map((id) => ({ id }))
    if (nodes.length === 0 || nodes.every(({ id }) => isInSight(id))) return
    const zoom = instance!.getZoom()
    void instance!.fitView({ nodes, minZoom: Math.min(zoom, 0.4), maxZoom: zoom, duration: motion(), padding: 0.2 })
  },
  focusNode: (id) => {
    const button = nodeElement(id)?.querySelector('button')
    if (button) button.focus({ preventScroll: true })
    else wantsFocus = id
  },
}

/** Shows steps that were just added, once they are drawn. */
export function revealSoon(ids: readonly string[]): void {
  requestAnimationFrame(() => canvasView.reveal(ids))
}

/** How the drawing is shown whole on the canvas as large as it is now. */
export function fitOptions(): FitViewOptions {
  return { padding: roomAround(root?.clientWidth ?? 0, root?.clientHeight ?? 0), maxZoom: 1 }
}

/**
 * The room left around a drawing that is shown whole, below more for the overview and the zoom control. Never more than
 * half of a canvas of this many pixels: asked for more than there is, the library shows a place where nothing is drawn.
 */
export function roomAround(width: number, height: number) {
  const side = pixels(Math.min(32, width / 4))
  return {
    top: pixels(Math.min(32, height / 8)),
    right: side,
    bottom: pixels(Math.min(116, (height * 3) / 8)),
    left: side,
  }
}

const pixels = (count: number): `${number}px` => `${Math.floor(count)}px`

export function nodeElement(id: string): HTMLElement | null {
  return root?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`) ?? null
}

export function wireElement(id: string): Element | null {
  return root?.querySelector(`.react-flow__edge[data-id="${CSS.escape(id)}"]`) ?? null
}

function elementsAt({ x, y }: Position): Element[] {
  return document.elementsFromPoint(x, y)
}

function closestId(point: Position, selector: string): string | null {
  for (const element of elementsAt(point)) {
    const id = element.closest(selector)?.getAttribute('data-id')
    if (id) return id
  }
  return null
}

function isInSight(id: string): boolean {
  const box = root?.getBoundingClientRect()
  const node = instance?.getNode(id)
  if (!box || !node || !instance) return true
  const start = instance.flowToScreenPosition(node.position)
  const end = instance.flowToScreenPosition({
    x: node.position.x + cardSize.width,
    y: node.position.y + (node.height ?? cardSize.height),
  })
  return start.x >= box.left && start.y >= box.top && end.x <= box.right && end.y <= box.bottom
}

/** Milliseconds for a move of the view; none for people who asked for none. */
function motion(): number {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 200
}
