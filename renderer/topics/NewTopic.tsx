import { useId, useState } from 'react'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './TopicsPanel.module.css'
import { createTopic } from './topics-session.ts'
import { useNewForm } from './use-new-form.ts'

/** Makes a topic in the namespace that is shown. */
export function NewTopic({ onDone }: { onDone: () => void }) {
  const [partitions, setPartitions] = useState('0')
  const partitionsId = useId()
  const { name, setName, isNamed, problem, handlers } = useNewForm(
    (name) => createTopic(name, Number(partitions) || 0),
    onDone,
  )
  return (
    <form className={styles.form} aria-label="New topic" {...handlers}>
      <TextInput
        mono
        autoFocus
        aria-label="Name of the new topic"
        placeholder="orders"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div className={styles.line}>
        <label htmlFor={partitionsId}>Partitions</label>
        <TextInput
          id={partitionsId}
          type="number"
          min={0}
          max={1000}
          value={partitions}
          onChange={(event) => setPartitions(event.target.value)}
        />
        <Button size="small" onClick={onDone}>
          Cancel
        </Button>
        <Button size="small" type="submit" variant="primary" disabled={!isNamed}>
          Make it
        </Button>
      </div>
      <p className={problem === null ? styles.note : styles.error} role={problem === null ? undefined : 'alert'}>
        {problem ?? '0 partitions make a plain topic. Partitions can be added later, and never taken away.'}
      </p>
    </form>
  )
}
