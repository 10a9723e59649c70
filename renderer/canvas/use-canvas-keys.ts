import { type KeyboardEvent, useCallback } from 'react'
import { edgeId } from '../../shared/graph/schema.ts'
import { isEditable } from '../app/is-editable.ts'
import { edgesInto, edgesOutOf } from '../model/lookup.ts'
import { gridStep } from '../model/placement.ts'
import { selectedEdge } from '../model/selection-store.ts'
import { actions, documents, selection } from '../model/session.ts'
import { arrange } from './arrange.ts'
import {
  addAtPointer,
  currentStep,
  duplicate,
  goTo,
  onCurrent,
  openSettings,
  removeSelected,
} from './canvas-actions.ts'
import { closeMenu } from './canvas-session.ts'
import { canvasView } from './canvas-view.ts'
import { openConnectMenu } from './menus.ts'
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
  Home: goToFirst,
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

function goToFirst(): void {
  const first = firstNode(documents.getState().document)
  if (first !== null) goTo(first)
}

function walk(direction: Direction): void {
  const from = currentStep()
  if (from === null) return
  const isSelected = selection.getState().nodes.includes(from)
  const to = isSelected ? neighbour(documents.getState().document, from, direction) : from
  if (to !== null) goTo(to)
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

/** Goes through the wires of a step, one after the other, showing the messages of each. */
function nextWire(id: string): void {
  const { document } = documents.getState()
  const wires = [...edgesOutOf(document, id), ...edgesInto(document, id)].map(edgeId)
  const next = wires[(wires.indexOf(selectedEdge(selection.getState()) ?? '') + 1) % wires.length]
  if (next) showMessages(next)
}

function leave(): void {
  closeMenu()
  selection.getState().clear()
}
