import type { LooseEnd } from '../model/actions/edit.ts'
import { cardSize } from '../model/card-ports.ts'
import type { Position } from '../model/lookup.ts'
import { cardAround } from '../model/placement.ts'
import { documents, notices } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { canvasState } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'
import { connectChoices } from './connect-choices.ts'

/** Opens the list of operators at a point of the window; what is chosen stands there. */
export function openQuickAdd(screen: Position, end?: LooseEnd): void {
  const point = canvasView.toCanvas(screen)
  // At the end of a wire, the new step's port comes to lie where the wire was dropped.
  const besides = end && { x: 'from' in end ? point.x : point.x - cardSize.width, y: point.y - cardSize.height / 2 }
  canvasState.setState({ menu: { kind: 'add', at: besides ?? cardAround(point), screen, end } })
}

/** Opens the list of steps that `from` may be connected to. */
export function openConnectMenu(from: string): void {
  const screen = canvasView.below(from)
  const outputs = connectChoices(documents.getState().document, from, specOf)
  if (!outputs.some(({ choices }) => choices.length > 0)) {
    notices
      .getState()
      .warn('There is nothing to connect this step to: either it has no output, or no other step has an input.')
  } else if (screen) canvasState.setState({ menu: { kind: 'connect', from, screen } })
}
