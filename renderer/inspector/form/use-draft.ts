import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

export interface Draft {
  /** What stands in the input now. */
  readonly text: string
  /** True while it differs from what is kept. */
  readonly isChanged: boolean
  change(text: string): void
  /** Keeps what was typed: one step for undo, or none when nothing changed. */
  commit(): void
  revert(): void
  /** Enter keeps, Escape takes back. Shift+Enter is left to a text area. */
  onKeyDown(event: KeyboardEvent): void
}

/**
 * The text of an input while somebody types into it: kept on blur or Enter, taken back by Escape. An input that goes away
 * in the middle of an edit keeps what was typed. A text that `isRefused` is never kept: it stays in the input until it is mended or
 * taken back.
 */
export function useDraft(kept: string, keep: (text: string) => void, isRefused = (_text: string) => false): Draft {
  const [draft, setDraft] = useState<string | null>(null)
  const commit = () => {
    if (draft !== null && isRefused(draft)) return
    if (draft !== null && draft !== kept) keep(draft)
    setDraft(null)
  }
  const leave = useRef(commit)
  leave.current = commit
  useEffect(() => () => leave.current(), [])
  return {
    text: draft ?? kept,
    isChanged: draft !== null && draft !== kept,
    change: setDraft,
    commit,
    revert: () => setDraft(null),
    onKeyDown: (event) => {
      if (event.key === 'Enter' && !event.shiftKey && !event.ctrlKey && !event.metaKey) {
        event.preventDefault()
        commit()
      } else if (event.key === 'Escape' && draft !== null) {
        event.stopPropagation()
        setDraft(null)
      }
    },
  }
}
