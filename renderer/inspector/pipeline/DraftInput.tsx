import { TextInput } from '../../ui/TextInput.tsx'
import { useDraft } from '../form/use-draft.ts'

interface DraftInputProps {
  label: string
  text: string
  placeholder?: string
  mono?: boolean
  onKeep: (text: string) => void
}

/** A bare input that keeps what was typed on blur or Enter. Its name is said, not shown. */
export function DraftInput({ label, text, placeholder, mono, onKeep }: DraftInputProps) {
  const draft = useDraft(text, (next) => onKeep(next.trim()))
  return (
    <TextInput
      aria-label={label}
      mono={mono}
      placeholder={placeholder}
      value={draft.text}
      onChange={(event) => draft.change(event.target.value)}
      onBlur={draft.commit}
      onKeyDown={draft.onKeyDown}
    />
  )
}
