import { createStore } from 'zustand/vanilla'
import { type FieldPath, fieldName } from './form/form-target.ts'

/** A wish to bring a field into view and put the caret there. A new object for each wish. */
export interface FocusWish {
  /** Null: a field of the pipeline's own settings. */
  readonly node: string | null
  readonly field: FieldPath
}

export const focusWishes = createStore<{ wish: FocusWish | null }>()(() => ({ wish: null }))

/** Finds the control of a field, or of the nearest one around it, opens what is folded over it, and focuses it. */
export function focusField(root: ParentNode, path: FieldPath): boolean {
  for (let length = path.length; length > 0; length -= 1) {
    const row = root.querySelector(`[data-field="${CSS.escape(fieldName(path.slice(0, length)))}"]`)
    const control = row?.querySelector<HTMLElement>('input, textarea, select, button')
    if (!row || !control) continue
    for (let fold = row.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null)
      fold.open = true
    control.focus()
    control.scrollIntoView({ block: 'center' })
    return true
  }
  return false
}
