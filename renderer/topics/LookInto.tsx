import { Eye } from 'lucide-react'
import { useState } from 'react'
import { Select } from '../inspector/form/Select.tsx'
import type { TopicStart } from '../messages/messages-store.ts'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './TopicInspector.module.css'
import { lookInto } from './topics-session.ts'

type Choice = 'earliest' | 'latest' | 'time' | 'id'

/** From where, and the button that opens the messages in the dock. */
export function LookInto({ topic }: { topic: string }) {
  const [choice, setChoice] = useState<Choice>('earliest')
  const [time, setTime] = useState('')
  const [id, setId] = useState('')
  const from = startOf(choice, time, id)
  return (
    <form
      className={styles.look}
      aria-label="Look at the messages"
      onSubmit={(event) => {
        event.preventDefault()
        if (from !== null) lookInto(topic, from)
      }}
    >
      <Select aria-label="From" value={choice} onChange={(event) => setChoice(event.target.value as Choice)}>
        <option value="earliest">From the earliest</option>
        <option value="latest">From now on</option>
        <option value="time">From a time…</option>
        <option value="id">After a message id…</option>
      </Select>
      <Button type="submit" variant="primary" disabled={from === null}>
        <Eye /> Messages
      </Button>
      {choice === 'time' && (
        <TextInput
          className={styles.whole}
          type="datetime-local"
          step={1}
          aria-label="Time"
          value={time}
          onChange={(event) => setTime(event.target.value)}
        />
      )}
      {choice === 'id' && (
        <TextInput
          className={styles.whole}
          mono
          aria-label="Message id"
          placeholder="12:0:-1"
          value={id}
          onChange={(event) => setId(event.target.value)}
        />
      )}
    </form>
  )
}

/** Null while something is missing. */
function startOf(choice: Choice, time: string, id: string): TopicStart | null {
  if (choice === 'time') return time === '' ? null : { time: new Date(time).getTime() }
  if (choice === 'id') return id.trim() === '' ? null : { messageId: id.trim() }
  return choice
}
