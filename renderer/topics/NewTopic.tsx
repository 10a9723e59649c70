import { useId, useState } from 'react'
import { toFailure } from '../../shared/ipc/failure.ts'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './TopicsPanel.module.css'
import { createTopic } from './topics-session.ts'

/** Makes a topic in the namespace that is shown. */
export function NewTopic({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [partitions, setPartitions] = useState('0')
  const [problem, setProblem] = useState('')
  const partitionsId = useId()
  const make = async () => {
    try {
      await createTopic(name.trim(), Number(partitions) || 0)
      onDone()
    } catch (error) {
      setProblem(toFailure(error).message)
    }
  }
  return (
    <form
      className={styles.form}
      aria-label="New topic"
      onSubmit={(event) => {
        event.preventDefault()
        if (name.trim() !== '') void make()
      }}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}
    >
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
        <Button size="small" type="submit" variant="primary" disabled={name.trim() === ''}>
          Make it
        </Button>
      </div>
      <p className={problem === '' ? styles.note : styles.error} role={problem === '' ? undefined : 'alert'}>
        {problem || '0 partitions make a plain topic. Partitions can be added later, and never taken away.'}
      </p>
    </form>
  )
}
