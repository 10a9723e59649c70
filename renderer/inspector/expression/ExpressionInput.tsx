import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { StepVariable } from '../../../shared/operators/lib/expression.ts'
import type { TapRow } from '../../../shared/run/tap.ts'
import type { ControlIds } from '../form/FieldRow.tsx'
import type { Draft } from '../form/use-draft.ts'
import { complete, fieldsSeen, insert, type Suggestion, type Word, wordBefore } from './completion.ts'
import styles from './ExpressionInput.module.css'
import type { ExpressionKind } from './language.ts'
import { SuggestionList } from './SuggestionList.tsx'
import { useLanguage } from './use-language.ts'

export interface ExpressionInputProps {
  ids: ControlIds
  kind: ExpressionKind
  /** Names it sees besides those of the message. */
  variables?: readonly StepVariable[] | undefined
  /** Messages seen on the wire: their fields are suggested. */
  rows: readonly TapRow[]
  draft: Draft
  placeholder: string
  onFocus: () => void
  onBlur: () => void
}

const none: readonly StepVariable[] = []

/** The names that fit what is being typed. `active` is -1 until somebody goes into the list. */
interface Completion {
  readonly word: Word
  readonly found: readonly Suggestion[]
  readonly active: number
}

/**
 * A growing line for code, with a list of names that fit: arrows choose, Enter or Tab takes, Escape closes the list, and
 * Ctrl+Space opens it. With the list untouched, Enter keeps the text as everywhere.
 */
export function ExpressionInput({
  ids,
  kind,
  variables = none,
  rows,
  draft,
  placeholder,
  onFocus,
  onBlur,
}: ExpressionInputProps) {
  const listId = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  const [completion, setCompletion] = useState<Completion | null>(null)
  const caretWanted = useRef<number | null>(null)
  const language = useLanguage()
  const candidates = useMemo(
    () => [...(language?.stepNames(variables) ?? []), ...fieldsSeen(rows), ...(language?.knownNames ?? [])],
    [rows, variables, language],
  )

  useLayoutEffect(() => {
    if (caretWanted.current === null) return
    area.current?.setSelectionRange(caretWanted.current, caretWanted.current)
    caretWanted.current = null
  })

  const suggest = (text: string, caret: number, isAsked: boolean) => {
    const word = wordBefore(text, caret, kind === 'template')
    const found = word && (isAsked || word.text !== '') ? complete(word.text, candidates) : []
    setCompletion(word && found.length > 0 ? { word, found, active: -1 } : null)
  }
  const take = (suggestion: Suggestion) => {
    const next = insert(draft.text, completion!.word, area.current!.selectionStart, suggestion)
    caretWanted.current = next.caret
    draft.change(next.text)
    setCompletion(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault()
      suggest(draft.text, event.currentTarget.selectionStart, true)
    } else if (!completion || !moveIn(completion, event, { setCompletion, take })) {
      draft.onKeyDown(event)
    }
  }
  return (
    <div className={styles.box}>
      <textarea
        {...ids}
        ref={area}
        className={styles.input}
        rows={1}
        spellCheck={false}
        autoComplete="off"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={completion ? listId : undefined}
        aria-activedescendant={completion && completion.active >= 0 ? `${listId}-${completion.active}` : undefined}
        placeholder={placeholder}
        value={draft.text}
        onChange={({ target }) => {
          draft.change(target.value)
          suggest(target.value, target.selectionStart, false)
        }}
        onKeyDown={onKeyDown}
        onFocus={onFocus}
        onBlur={() => {
          setCompletion(null)
          draft.commit()
          onBlur()
        }}
      />
      {completion && <SuggestionList id={listId} found={completion.found} active={completion.active} onTake={take} />}
    </div>
  )
}

interface ListMoves {
  setCompletion: (completion: Completion | null) => void
  take: (suggestion: Suggestion) => void
}

/** Keys while the list is open; false for those that are none of its business. */
function moveIn(completion: Completion, event: KeyboardEvent, { setCompletion, take }: ListMoves): boolean {
  const { found, active } = completion
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step !== undefined) {
    const next = (active + step + found.length + (active < 0 && step < 0 ? 1 : 0)) % found.length
    setCompletion({ ...completion, active: next })
  } else if (event.key === 'Escape') {
    event.stopPropagation()
    setCompletion(null)
  } else if ((event.key === 'Enter' && active >= 0) || (event.key === 'Tab' && !event.shiftKey)) {
    take(found[Math.max(active, 0)]!)
  } else {
    return false
  }
  event.preventDefault()
  return true
}
