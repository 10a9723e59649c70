import { notices } from '../model/session.ts'

/** Puts a text on the clipboard and says so, or says why not. */
export function copyText(text: string, what: string): void {
  navigator.clipboard.writeText(text).then(
    () => notices.getState().inform(`${what} copied`),
    () => notices.getState().warn(`${what} could not be copied: the clipboard is not available here.`),
  )
}
