import { useEffect } from 'react'
import { counters, diagnostics, documents, runs } from '../model/session.ts'

/**
 * Paints now, and again whenever a number or a state of the run changes. Painting writes into elements directly: what
 * changes four times a second never goes through React. Returns nothing to render.
 */
export function useLive(paint: () => void): void {
  useEffect(() => {
    paint()
    const stops = [counters.subscribe(paint), runs.subscribe(paint), diagnostics.subscribe(paint)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [paint])
}

/** Repaints when the document changes too, for names that stand in labels. */
export function useLiveDocument(paint: () => void): void {
  useLive(paint)
  useEffect(
    () =>
      documents.subscribe((state, before) => {
        if (state.document !== before.document) paint()
      }),
    [paint],
  )
}

/** Writes text only where it differs, which costs the page nothing when it does not. */
export function write(element: Element | null | undefined, text: string): void {
  if (element && element.textContent !== text) element.textContent = text
}

export function setAttribute(element: Element | null | undefined, name: string, value: string | null): void {
  if (!element || element.getAttribute(name) === value) return
  if (value === null) element.removeAttribute(name)
  else element.setAttribute(name, value)
}
