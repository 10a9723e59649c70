import type { PointerEvent as ReactPointerEvent } from 'react'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { canvasView, wireElement } from '../canvas/canvas-view.ts'
import { canSplice } from '../model/commands/nodes.ts'
import type { Position } from '../model/lookup.ts'
import { cardAround } from '../model/placement.ts'
import { actions, documents } from '../model/session.ts'
import styles from './drag.module.css'

/** Pixels the pointer must move before a press becomes a drag. */
const threshold = 4

/**
 * Drags an operator out of the palette with pointer events. Over a wire the wire lights up and takes the step in; over
 * the canvas the step is put there; anywhere else, and on Escape, nothing happens.
 */
export function startDrag(press: ReactPointerEvent<HTMLElement>, spec: OperatorSpec): void {
  if (press.button !== 0) return
  const item = press.currentTarget
  const start = { x: press.clientX, y: press.clientY }
  const listening = new AbortController()
  let ghost: HTMLElement | null = null

  const move = (event: PointerEvent) => {
    const point = { x: event.clientX, y: event.clientY }
    if (!ghost && Math.hypot(point.x - start.x, point.y - start.y) < threshold) return
    ghost ??= makeGhost(item)
    ghost.style.translate = `${point.x + 10}px ${point.y + 10}px`
    highlight(wireUnder(point, spec))
  }
  const release = (event: PointerEvent) => {
    if (ghost) drop(spec, { x: event.clientX, y: event.clientY })
    if (ghost) swallowNextClick(item)
    end()
  }
  const end = () => {
    listening.abort()
    ghost?.remove()
    highlight(null)
  }
  const { signal } = listening
  window.addEventListener('pointermove', move, { signal })
  window.addEventListener('pointerup', release, { signal })
  window.addEventListener('pointercancel', end, { signal })
  window.addEventListener('keydown', (event) => event.key === 'Escape' && end(), { signal })
}

function drop(spec: OperatorSpec, point: Position): void {
  if (!canvasView.contains(point)) return
  const wire = wireUnder(point, spec)
  const at = canvasView.toCanvas(point)
  if (wire === null) actions.addAt(spec, cardAround(at))
  else actions.insertOnEdge(spec, wire, at)
}

function wireUnder(point: Position, spec: OperatorSpec): string | null {
  return canSplice(documents.getState().document, spec) && canvasView.contains(point) ? canvasView.wireAt(point) : null
}

let lit: Element | null = null

function highlight(wire: string | null): void {
  const element = wire === null ? null : wireElement(wire)
  if (element === lit) return
  lit?.removeAttribute('data-drop')
  element?.setAttribute('data-drop', '')
  lit = element
}

/** A copy of the item that follows the pointer. */
function makeGhost(item: HTMLElement): HTMLElement {
  const ghost = item.cloneNode(true) as HTMLElement
  ghost.classList.add(styles.ghost!)
  ghost.style.width = `${item.offsetWidth}px`
  ghost.setAttribute('aria-hidden', 'true')
  document.body.append(ghost)
  return ghost
}

/** A drag that ends where it began would else also be a press. */
function swallowNextClick(item: HTMLElement): void {
  const swallow = (event: Event) => event.stopImmediatePropagation()
  item.addEventListener('click', swallow, { capture: true, once: true })
  setTimeout(() => item.removeEventListener('click', swallow, { capture: true }))
}
