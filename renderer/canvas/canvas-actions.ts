import { actions, selection, view } from '../model/session.ts'
import { canvasState } from './canvas-session.ts'
import { canvasView, revealSoon } from './canvas-view.ts'
import { openQuickAdd } from './menus.ts'
import { pointerOverCanvas } from './pointer.ts'

/*
 * What a person can do on the canvas besides changing the document: go somewhere, open something, and edits that leave the focus in the
 * right place. Keys and the command palette call the same ones.
 */

/** The step that has the focus, which is the selected one unless nothing is selected yet. */
export function currentStep(): string | null {
  return canvasState.getState().tabStop
}

export function onCurrent(action: (id: string) => void): void {
  const id = currentStep()
  if (id !== null) action(id)
}

/** Selects a step, brings it into sight and gives it the focus. */
export function goTo(id: string): void {
  selection.getState().select({ nodes: [id] })
  canvasView.reveal([id])
  canvasView.focusNode(id)
}

export function addAtPointer(): void {
  const box = canvasView.root()?.getBoundingClientRect()
  if (box) openQuickAdd(pointerOverCanvas() ?? { x: box.x + box.width / 2, y: box.y + box.height / 3 })
}

export function duplicate(): void {
  actions.duplicateSelection()
  revealSoon(selection.getState().nodes)
}

export function removeSelected(heal: boolean): void {
  actions.removeSelection(heal)
  canvasView.root()?.focus({ preventScroll: true })
}

export function openSettings(id: string): void {
  selection.getState().select({ nodes: [id] })
  view.getState().showInspector()
  requestAnimationFrame(() => {
    document
      .querySelector<HTMLElement>('[aria-label="Inspector"] :is(input, textarea, select, [contenteditable])')
      ?.focus()
  })
}
