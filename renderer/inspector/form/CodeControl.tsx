import { type KeyboardEvent, useId, useLayoutEffect, useRef } from 'react'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { placeholderOf } from './form-model.ts'
import { breakLine, type Edited, indent, outdent } from './indent.ts'
import styles from './TextAreaControl.module.css'
import { useFieldDraft } from './use-field-draft.ts'

/** Code: Tab and Shift+Tab move lines in and out; after Escape, Tab leads out of the field as everywhere. Leaving it keeps the code. */
export function CodeControl({ field, path, standing }: ControlProps) {
  const { draft, sentence } = useFieldDraft(field, path, standing)
  const keys = useCodeKeys(draft.change)
  const hint = useId()
  return (
    <FieldRow field={field} path={path} standing={standing} sentence={sentence} isBeingTyped={draft.isChanged}>
      {(ids) => (
        <div>
          <textarea
            {...ids}
            ref={keys.area}
            aria-describedby={`${ids['aria-describedby']} ${hint}`}
            className={styles.code}
            spellCheck={false}
            autoCapitalize="off"
            wrap="off"
            rows={8}
            placeholder={placeholderOf(field)}
            value={draft.text}
            onChange={(event) => draft.change(event.target.value)}
            onBlur={() => {
              keys.takeTab()
              draft.commit()
            }}
            onKeyDown={keys.onKeyDown}
          />
          <p id={hint} className={styles.hint}>
            Tab moves lines in. Escape, then Tab leaves the field.
          </p>
        </div>
      )}
    </FieldRow>
  )
}

function useCodeKeys(change: (text: string) => void) {
  const area = useRef<HTMLTextAreaElement>(null)
  const selection = useRef<Edited | null>(null)
  const tabLeaves = useRef(false)
  useLayoutEffect(() => {
    if (selection.current) area.current?.setSelectionRange(selection.current.start, selection.current.end)
    selection.current = null
  })
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape' && !tabLeaves.current) {
      event.stopPropagation()
      tabLeaves.current = true
      return
    }
    const edit = editOf(event)
    if (edit === null || (event.key === 'Tab' && tabLeaves.current)) return
    event.preventDefault()
    const { value: text, selectionStart: start, selectionEnd: end } = event.currentTarget
    selection.current = edit({ text, start, end })
    change(selection.current.text)
  }
  return { area, onKeyDown, takeTab: () => (tabLeaves.current = false) }
}

function editOf({ key, shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): ((edited: Edited) => Edited) | null {
  if (ctrlKey || metaKey || altKey) return null
  if (key === 'Tab') return shiftKey ? outdent : indent
  return key === 'Enter' ? breakLine : null
}
