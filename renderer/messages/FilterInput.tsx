import { useId, useState } from 'react'
import { toFailure } from '../../shared/ipc/failure.ts'
import { useDraft } from '../inspector/form/use-draft.ts'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './MessageToolbar.module.css'
import { messages, useMessages } from './messages-session.ts'

/** A condition that the engine applies, so that only matching messages come here. One that is wrong says why, and is not sent. */
export function FilterInput() {
  const id = useId()
  const filter = useMessages((state) => state.filter)
  const [wrong, setWrong] = useState<{ text: string; sentence: string } | null>(null)
  const keep = async (text: string) => {
    const sentence = await problemIn(text)
    setWrong(sentence ? { text, sentence } : null)
    if (!sentence) messages.getState().setFilter(text.trim())
  }
  const draft = useDraft(wrong?.text ?? filter, (text) => void keep(text))
  return (
    <span className={styles.filter}>
      <TextInput
        mono
        aria-label="Filter: a condition over each message"
        aria-describedby={wrong ? id : undefined}
        aria-invalid={wrong ? true : undefined}
        placeholder="value.total > 500"
        value={draft.text}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.commit}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setWrong(null)
          draft.onKeyDown(event)
        }}
      />
      {wrong && (
        <span id={id} role="alert" className={styles.sentence}>
          {wrong.sentence}
        </span>
      )}
    </span>
  )
}

async function problemIn(text: string): Promise<string | null> {
  if (text.trim() === '') return null
  const { compile } = await import('../inspector/expression/language.ts')
  try {
    compile('expression', text)
    return null
  } catch (error) {
    const { message, detail } = toFailure(error)
    return typeof detail?.problem === 'string' ? detail.problem : message
  }
}
