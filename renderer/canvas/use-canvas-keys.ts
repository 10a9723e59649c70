import { type KeyboardEvent, useCallback } from 'react'
import { edgeId } from '../../shared/graph/schema.ts'
import { isEditable } from '../app/is-editable.ts'
import { edgesInto, edgesOutOf } from '../model/lookup.ts'
import { gridStep } from '../model/placement.ts'
import { selectedEdge } from '../model/selection-store.ts'
import { actions, documents, selection, view } from '../model/session.ts'
import { arrange } from './arrange.ts'
import { canvasState, closeMenu } from './canvas-session.ts'
import { canvasView, revealSoon } from './canvas-view.ts'
import { openConnectMenu, openQuickAdd } from './menus.ts'
import { pointerOverCanvas } from './pointer.ts'
import { showMessages } from './Wire.tsx'
import { type Direction, firstNode, neighbour } from './walk.ts'

type KeyAction = (event: KeyboardEvent) => void

/** Keys of the canvas by what is pressed: modifiers in the order Ctrl, Alt, Shift, then the key. Ctrl is also Cmd. */
const keys: Readonly<Record<string, KeyAction>> = {
  a: addAtPointer,
  c: () => onCurrent(openConnectMenu),
  f: canvasView.fit,
  l: () => void arrange(),
  w: () => onCurrent(nextWire),
  Enter: () => onCurrent(openSettings),
  Escape: leave,
  Home: () => goTo(firstNode(documents.getState().document)),
  Delete: () => removeSelected(false),
  Backspace: () => removeSelected(false),
  'Shift+Delete': () => removeSelected(true),
  'Shift+Backspace': () => removeSelected(true),
  'Ctrl+a': actions.selectAll,
  'Ctrl+d': duplicate,
  ArrowLeft: () => walk('left'),
  ArrowRight: () => walk('right'),
  ArrowUp: () => walk('up'),
  ArrowDown: () => walk('down'),
  'Alt+ArrowLeft': () => nudge(-gridStep, 0),
  'Alt+ArrowRight': () => nudge(gridStep, 0),
  'Alt+ArrowUp': () => nudge(0, -gridStep),
  'Alt+ArrowDown': () => nudge(0, gridStep),
  'Alt+Shift+ArrowLeft': () => nudge(-fineStep, 0),
  'Alt+Shift+ArrowRight': () => nudge(fineStep, 0),
  'Alt+Shift+ArrowUp': () => nudge(0, -fineStep),
  'Alt+Shift+ArrowDown': () => nudge(0, fineStep),
}

const fineStep = 4

export function useCanvasKeys(): (event: KeyboardEvent) => void {
  return useCallback((event) => {
    if (isEditable(event.target) || isMenu(event.target)) return
    const action = keys[pressed(event)]
    if (!action) return
    event.preventDefault()
    action(event)
  }, [])
}

function pressed(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const modifiers = [
    (event.ctrlKey || event.metaKey) && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
  ].filter(Boolean)
  return [...modifiers, key].join('+')
}

function isMenu(target: EventTarget): boolean {
  return target instanceof Element && target.closest('[data-canvas-menu]') !== null
}

/** The step that has the focus, which is the selected one unless nothing is selected yet. */
function current(): string | null {
  return canvasState.getState().tabStop
}

function onCurrent(action: (id: string) => void): void {
  const id = current()
  if (id !== null) action(id)
}

function goTo(id: string | null): void {
  if (id === null) return
  selection.getState().select({ nodes: [id] })
  canvasView.reveal([id])
  canvasView.focusNode(id)
}

function walk(direction: Direction): void {
  const from = current()
  if (from === null) return
  const isSelected = selection.getState().nodes.includes(from)
  goTo(isSelected ? neighbour(documents.getState().document, from, direction) : from)
}

/** Moves within half a second of each other are one step for undo. */
const burstPause = 500
let burst = { name: 'nudge 0', at: 0 }

function nudge(x: number, y: number): void {
  const now = performance.now()
  burst = { name: now - burst.at > burstPause ? `nudge ${now}` : burst.name, at: now }
  actions.nudgeSelection({ x, y }, burst.name)
  canvasView.reveal(selection.getState().nodes)
}

function addAtPointer(): void {
  const box = canvasView.root()?.getBoundingClientRect()
  if (box) openQuickAdd(pointerOverCanvas() ?? { x: box.x + box.width / 2, y: box.y + box.height / 3 })
}

function duplicate(): void {
  actions.duplicateSelection()
  revealSoon(selection.getState().nodes)
}

function removeSelected(heal: boolean): void {
  actions.removeSelection(heal)
  canvasView.root()?.focus({ preventScroll: true })
}

/** Goes through the wires of a step, one after the other, showing the messages of each. */
function nextWire(id: string): void {
  const { document } = documents.getState()
  const wires = [...edgesOutOf(document, id), ...edgesInto(document, id)].map(edgeId)
  const next = wires[(wires.indexOf(selectedEdge(selection.getState()) ?? '') + 1) % wires.length]
  if (next) showMessages(next)
}

function openSettings(id: string): void {
  selection.getState().select({ nodes: [id] })
  view.getState().showInspector()
  requestAnimationFrame(() => {
    document
      .querySelector<HTMLElement>('[aria-label="Inspector"] :is(input, textarea, select, [contenteditable])')
      ?.focus()
  })
}

function leave(): void {
  closeMenu()
  selection.getState().clear()
}
