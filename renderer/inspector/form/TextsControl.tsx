import { X } from 'lucide-react'
import { useId } from 'react'
import { IconButton } from '../../ui/IconButton.tsx'
import { TextInput } from '../../ui/TextInput.tsx'
import type { ControlProps } from './control-props.ts'
import { FieldRow } from './FieldRow.tsx'
import { placeholderOf } from './form-model.ts'
import { useFormTarget } from './form-target.ts'
import styles from './TextsControl.module.css'
import { TopicSuggestions } from './TopicSuggestions.tsx'
import { useDraft } from './use-draft.ts'

/** A list of texts: one input each, and an empty one below that adds the next. */
export function TextsControl({ field, path, standing }: ControlProps) {
  const { write } = useFormTarget()
  const list = useId()
  const texts = Array.isArray(standing.own) ? standing.own.map(String) : []
  const put = (index: number, text: string) => {
    const next = text.trim() === '' ? texts.toSpliced(index, 1) : texts.toSpliced(index, 1, text.trim())
    write(path, next.length === 0 ? undefined : next)
  }
  return (
    <FieldRow field={field} path={path} standing={standing}>
      {({ id, ...ids }) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid row in every engine.
        <div role="group" aria-labelledby={ids['aria-labelledby']} className={styles.list}>
          {[...texts, ''].map((text, index) => (
            <Entry
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no identity but their place.
              key={index}
              id={index === texts.length ? id : undefined}
              label={`${field.texts.title} ${index + 1}`}
              invalid={ids['aria-invalid']}
              placeholder={index === 0 ? placeholderOf(field) : 'Add another'}
              list={field.control === 'topics' ? list : undefined}
              text={text}
              onKeep={(next) => put(index, next)}
            />
          ))}
          {field.control === 'topics' && <TopicSuggestions id={list} />}
        </div>
      )}
    </FieldRow>
  )
}

interface EntryProps {
  id: string | undefined
  label: string
  invalid: boolean | undefined
  placeholder: string
  list: string | undefined
  text: string
  onKeep: (text: string) => void
}

function Entry({ id, label, invalid, placeholder, list, text, onKeep }: EntryProps) {
  const draft = useDraft(text, onKeep)
  return (
    <div className={styles.entry}>
      <TextInput
        id={id}
        mono
        aria-label={label}
        aria-invalid={invalid}
        list={list}
        placeholder={placeholder}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.commit}
        onKeyDown={draft.onKeyDown}
      />
      {text !== '' && (
        <IconButton label={`Remove ${text}`} size="small" side="top" onClick={() => onKeep('')}>
          <X />
        </IconButton>
      )}
    </div>
  )
}
