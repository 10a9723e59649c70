import { useEffect } from 'react'
import { actions, documents } from '../model/session.ts'
import { openDialog } from './dialogs.ts'
import { isEditable } from './is-editable.ts'

interface AppKey {
  readonly key: string
  readonly shift?: boolean
  /** Works while typing into a field too. */
  readonly whileTyping?: boolean
  readonly run: () => void
}

/** Keys with Ctrl, or Cmd on a Mac, that work wherever the focus is. Inside a field undo belongs to the field. */
const keys: readonly AppKey[] = [
  { key: 's', whileTyping: true, run: () => void actions.save() },
  { key: 'z', run: () => documents.getState().undo() },
  { key: 'z', shift: true, run: () => documents.getState().redo() },
  { key: 'y', run: () => documents.getState().redo() },
  { key: 'k', whileTyping: true, run: () => openDialog('commands') },
  { key: 'f', whileTyping: true, run: () => openDialog('steps') },
  { key: 'Enter', whileTyping: true, run: () => void actions.run() },
]

export function useAppKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key
      const match = keys.find(({ key, shift = false }) => key === pressed && shift === event.shiftKey)
      if (!match || (isEditable(event.target) && !match.whileTyping)) return
      event.preventDefault()
      match.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
