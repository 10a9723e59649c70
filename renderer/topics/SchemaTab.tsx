import { useEffect, useState } from 'react'
import { toFailure } from '../../shared/ipc/failure.ts'
import { home } from '../model/session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import styles from './TopicInspector.module.css'
import { topics } from './topics-session.ts'

type Found = { readonly type: string; readonly definition: string } | 'none' | { readonly problem: string }

/** The latest schema that the broker keeps for the topic. */
export default function SchemaTab({ topic }: { topic: string }) {
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    let isCurrent = true
    home.engine
      .call('topicSchema', { connection: topics.getState().reference(), topic })
      .then((schema) => isCurrent && setFound(schema ?? 'none'))
      .catch((error: unknown) => isCurrent && setFound({ problem: toFailure(error).message }))
    return () => {
      isCurrent = false
    }
  }, [topic])
  if (found === null) return <p className={styles.words}>Asking the broker…</p>
  if (found === 'none') {
    return (
      <EmptyState title="No schema">
        <p>The broker takes any bytes here. What the messages look like is up to those who write them.</p>
      </EmptyState>
    )
  }
  if ('problem' in found) return <p className={styles.error}>{found.problem}</p>
  return (
    <>
      <p className={styles.words}>
        Type <b>{found.type}</b>
      </p>
      <pre className={styles.schema}>{indented(found.definition)}</pre>
    </>
  )
}

function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
