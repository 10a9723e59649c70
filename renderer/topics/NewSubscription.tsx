import { useState } from 'react'
import { Select } from '../inspector/form/Select.tsx'
import { home } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import styles from './TopicInspector.module.css'
import { topics } from './topics-session.ts'
import { useNewForm } from './use-new-form.ts'

/** Makes a subscription, so that the broker keeps messages for it from here on. */
export function NewSubscription({ topic, onDone }: { topic: string; onDone: () => void }) {
  const [at, setAt] = useState<'earliest' | 'latest'>('latest')
  const { name, setName, isNamed, problem, handlers } = useNewForm(async (subscription) => {
    const { reference, refreshStats } = topics.getState()
    await home.engine.call('createSubscription', { connection: reference(), topic, subscription, at })
    await refreshStats()
  }, onDone)
  return (
    <form className={styles.card} aria-label="New subscription" {...handlers}>
      <TextInput
        mono
        autoFocus
        aria-label="Name of the new subscription"
        placeholder="my-subscription"
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Select
        aria-label="Starts at"
        value={at}
        onChange={(event) => setAt(event.target.value as 'earliest' | 'latest')}
      >
        <option value="latest">Starts with what comes now</option>
        <option value="earliest">Starts with the earliest that is stored</option>
      </Select>
      <div className={styles.buttons}>
        <Button size="small" onClick={onDone}>
          Cancel
        </Button>
        <Button size="small" type="submit" variant="primary" disabled={!isNamed}>
          Make it
        </Button>
      </div>
      {problem !== null && (
        <p className={styles.error} role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}
