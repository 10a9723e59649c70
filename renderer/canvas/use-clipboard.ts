import { useEffect } from 'react'
import { isEditable } from '../app/is-editable.ts'
import { cardAround } from '../model/placement.ts'
import { actions, selection } from '../model/session.ts'
import { canvasView, revealSoon } from './canvas-view.ts'
import { pointerOverCanvas } from './pointer.ts'

/** Copy, cut and paste through the system's clipboard: the text is the same JSON as a file, so it also goes to an editor and back. */
export function useClipboard(): void {
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const text = isForCanvas(event) ? actions.copyText() : null
      if (text === null) return
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
      if (event.type === 'cut') actions.removeSelection(false)
    }
    const paste = (event: ClipboardEvent) => {
      if (!isForCanvas(event)) return
      const point = pointerOverCanvas()
      const at = cardAround(point ? canvasView.toCanvas(point) : canvasView.centre())
      if (!actions.pasteText(event.clipboardData?.getData('text/plain') ?? '', at)) return
      event.preventDefault()
      revealSoon(selection.getState().nodes)
    }
    document.addEventListener('copy', copy)
    document.addEventListener('cut', copy)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('copy', copy)
      document.removeEventListener('cut', copy)
      document.removeEventListener('paste', paste)
    }
  }, [])
}

/** Not while text is typed or selected, and not from another part of the window. */
function isForCanvas(event: Event): boolean {
  const target = event.target
  if (isEditable(target) || !(target instanceof Node)) return false
  if (event.type !== 'paste' && window.getSelection()?.isCollapsed === false) return false
  return target === document.body || (canvasView.root()?.contains(target) ?? false)
}
