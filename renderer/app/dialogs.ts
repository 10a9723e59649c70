import { createStore } from 'zustand/vanilla'
import { isUnsaved } from '../model/document-store.ts'
import { documents } from '../model/session.ts'

/** A window over everything that keys, buttons and commands open: `commands` searches all there is, `steps` only steps. */
export type DialogName = 'commands' | 'steps' | 'export'

interface Dialogs {
  readonly open: DialogName | null
  /** What is done when somebody agrees to lose unsaved changes; null while nobody is asked. */
  readonly leaving: (() => void) | null
}

export const dialogs = createStore<Dialogs>()(() => ({ open: null, leaving: null }))

export const openDialog = (open: DialogName): void => dialogs.setState({ open })
export const closeDialog = (): void => dialogs.setState({ open: null })

/** Goes to another drawing; asks first when the one on screen has unsaved work. */
export function leaveFor(go: () => void): void {
  if (isUnsaved(documents.getState())) dialogs.setState({ leaving: go })
  else go()
}
