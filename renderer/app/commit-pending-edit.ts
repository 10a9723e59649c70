/** Makes the field that is being edited commit, as it does when it loses the focus, and leaves the focus in it. */
export function commitPendingEdit(): void {
  const focused = document.activeElement
  if (!(focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement)) return
  focused.blur()
  focused.focus()
}
