import { TextInput } from '../ui/TextInput.tsx'
import { useDraft } from './form/use-draft.ts'
import styles from './Inspector.module.css'

interface NameInputProps {
  label: string
  name: string
  placeholder: string
  onKeep: (name: string) => void
}

/** A heading that can be typed into. */
export function NameInput({ label, name, placeholder, onKeep }: NameInputProps) {
  const draft = useDraft(name, (text) => onKeep(text.trim()))
  return (
    <div className={styles.name}>
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.commit}
        onKeyDown={draft.onKeyDown}
      />
    </div>
  )
}
