import type { Position } from '../model/lookup.ts'
import { canvasView } from './canvas-view.ts'

let last: Position | null = null

window.addEventListener(
  'pointermove',
  (event) => {
    last = { x: event.clientX, y: event.clientY }
  },
  { passive: true },
)

/** Where the pointer is, in window pixels; null when it is not over the canvas. */
export function pointerOverCanvas(): Position | null {
  return last && canvasView.contains(last) ? last : null
}
