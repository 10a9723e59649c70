import { Radio } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useEffect, useId, useState } from 'react'
import { toFailure } from '../../shared/ipc/failure.ts'
import { useDocument } from '../app/use-session.ts'
import { Select } from '../inspector/form/Select.tsx'
import { topicsIn } from '../inspector/form/topics-in.ts'
import { documents, home } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { Button } from '../ui/Button.tsx'
import { Field } from '../ui/Field.tsx'
import { TextInput } from '../ui/TextInput.tsx'
import { messages } from './messages-session.ts'
import { connectionFor, type TopicStart } from './messages-store.ts'
import styles from './TopicPicker.module.css'

/** Chooses a topic to look into, and where to begin. */
export function TopicPicker() {
  const [isOpen, setOpen] = useState(false)
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button size="small" variant="quiet" aria-label="Look into a topic">
          <Radio /> <span>Topic…</span>
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          aria-label="Look into a topic"
          className={styles.popover}
          align="end"
          sideOffset={6}
          collisionPadding={8}
        >
          <TopicForm onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

type StartChoice = 'latest' | 'earliest' | 'time'

function TopicForm({ onDone }: { onDone: () => void }) {
  const list = useId()
  const names = useDocument(({ document }) => document.connections)
  const [connection, setConnection] = useState(() => Object.keys(names)[0] ?? '')
  const [topic, setTopic] = useState('')
  const [start, setStart] = useState<StartChoice>('latest')
  const [time, setTime] = useState('')
  const { topics, problem } = useTopics(connection)
  const canShow = connection !== '' && topic.trim() !== '' && (start !== 'time' || time !== '')
  const show = () => {
    const from: TopicStart = start === 'time' ? { time: new Date(time).getTime() } : start
    messages.getState().look({ kind: 'topic', connection, topic: topic.trim(), from })
    onDone()
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        if (canShow) show()
      }}
    >
      <Field label="Connection" error={problem}>
        {(ids) => (
          <Select {...ids} value={connection} onChange={(event) => setConnection(event.target.value)}>
            {Object.keys(names).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Topic">
        {(ids) => (
          <TextInput
            {...ids}
            mono
            list={list}
            value={topic}
            placeholder="orders"
            onChange={(event) => setTopic(event.target.value)}
          />
        )}
      </Field>
      <datalist id={list}>
        {topics.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <Field label="From">
        {(ids) => (
          <Select {...ids} value={start} onChange={(event) => setStart(event.target.value as StartChoice)}>
            <option value="latest">Latest: only what comes now</option>
            <option value="earliest">Earliest: everything stored</option>
            <option value="time">A time…</option>
          </Select>
        )}
      </Field>
      {start === 'time' && (
        <Field label="Time">
          {(ids) => (
            <TextInput
              {...ids}
              type="datetime-local"
              step={1}
              value={time}
              onChange={(event) => setTime(event.target.value)}
            />
          )}
        </Field>
      )}
      <Button type="submit" variant="primary" disabled={!canShow}>
        Show messages
      </Button>
    </form>
  )
}

/** The topics of the document and those the broker has, once it has answered. */
function useTopics(connection: string): { topics: readonly string[]; problem: string | undefined } {
  const [found, setFound] = useState<{ topics: readonly string[]; problem?: string }>({ topics: [] })
  useEffect(() => {
    let isCurrent = true
    const { document } = documents.getState()
    home.engine
      .call('topics', { connection: connectionFor(document, connection) })
      .then((entries) => isCurrent && setFound({ topics: entries.map(({ topic }) => topic) }))
      .catch((error: unknown) => isCurrent && setFound({ topics: [], problem: toFailure(error).message }))
    return () => {
      isCurrent = false
    }
  }, [connection])
  const ofDocument = useDocument(({ document }) => document)
  return { topics: [...new Set([...topicsIn(ofDocument, specOf), ...found.topics])], problem: found.problem }
}
