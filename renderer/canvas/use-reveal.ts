import { useEffect } from 'react'
import { documents } from '../model/session.ts'
import { canvasView, nodeElement } from './canvas-view.ts'

/** After undo and redo: brings what changed into sight and lets it flash once. */
export function useReveal(): void {
  useEffect(
    () =>
      documents.subscribe((state, before) => {
        if (state.revealed === before.revealed || state.revealed.length === 0) return
        requestAnimationFrame(() => {
          canvasView.reveal(state.revealed)
          for (const id of state.revealed) flash(id)
        })
      }),
    [],
  )
}

function flash(id: string): void {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return
  const ring = 'color-mix(in oklab, var(--accent) 45%, transparent)'
  nodeElement(id)?.firstElementChild?.animate(
    [
      { boxShadow: `0 0 0 0 ${ring}` },
      { boxShadow: `0 0 0 6px ${ring}`, offset: 0.3 },
      { boxShadow: `0 0 0 6px transparent` },
    ],
    { duration: 700, easing: 'ease-out' },
  )
}
