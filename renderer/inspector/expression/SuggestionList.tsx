import { visibleLine } from '../../messages/visible-text.ts'
import type { Suggestion } from './completion.ts'
import styles from './ExpressionInput.module.css'

interface SuggestionListProps {
  id: string
  found: readonly Suggestion[]
  active: number
  onTake: (suggestion: Suggestion) => void
}

/** The names that fit. The focus stays in the input, which names the active one. */
export function SuggestionList({ id, found, active, onTake }: SuggestionListProps) {
  return (
    <div role="listbox" id={id} aria-label="Names that fit" className={styles.list}>
      {found.map((suggestion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        <div
          key={suggestion.text}
          role="option"
          id={`${id}-${index}`}
          aria-selected={index === active}
          className={styles.option}
          onPointerDown={(event) => {
            event.preventDefault()
            onTake(suggestion)
          }}
        >
          <code>{visibleLine(suggestion.text)}</code>
          <span>{suggestion.detail}</span>
        </div>
      ))}
    </div>
  )
}
