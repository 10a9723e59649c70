import { useCallback } from 'react'
import { parsePort } from '../../../shared/graph/schema.ts'
import { useRun } from '../../app/use-session.ts'
import { useSamples } from '../../messages/messages-session.ts'
import { useMessageWords } from '../../messages/use-message-words.ts'
import { visibleLine } from '../../messages/visible-text.ts'
import { disconnect } from '../../model/commands/edges.ts'
import { errorsPort } from '../../model/lookup.ts'
import { counters, documents, selection } from '../../model/session.ts'
import { Button } from '../../ui/Button.tsx'
import { formatCount, formatRate } from '../../ui/format.ts'
import { fieldsSeen } from '../expression/completion.ts'
import inspector from '../Inspector.module.css'
import { LastMessages } from '../LastMessages.tsx'
import { LiveText } from '../LiveText.tsx'
import styles from './WireInspector.module.css'

/** One wire: its ends, what has passed, what the messages on it look like. */
export function WireInspector({ id }: { id: string }) {
  const words = useMessageWords(id)
  const hasRun = useRun(({ status }) => status !== null)
  const passed = useCallback(() => passedWords(id), [id])
  const isErrors = parsePort(id.split('>')[0] ?? '')?.port === errorsPort
  return (
    <div className={inspector.inspector}>
      <header className={inspector.header}>
        <h2>{words}</h2>
        <p className={inspector.kind}>{isErrors ? 'Wire of failed messages, each with its reason' : 'Wire'}</p>
      </header>
      <div className={inspector.body}>
        <p className={styles.passed}>
          <LiveText read={passed} />
        </p>
        {hasRun && (
          <>
            <h3 className={inspector.heading}>Last messages</h3>
            <LastMessages edge={id} isFailure={isErrors} />
          </>
        )}
        <FieldsSeen edge={id} />
        <Button size="small" variant="danger" className={styles.remove} onClick={() => remove(id)}>
          Delete the wire
        </Button>
      </div>
    </div>
  )
}

/** Every field that was really seen on the wire, with its newest value. */
function FieldsSeen({ edge }: { edge: string }) {
  const seen = fieldsSeen(useSamples(edge))
  if (seen.length === 0) return null
  return (
    <>
      <h3 className={inspector.heading}>Fields seen here</h3>
      <dl className={styles.fields}>
        {seen.map(({ text, detail }) => (
          <div key={text}>
            <dt>{visibleLine(text)}</dt>
            <dd>{detail}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function passedWords(id: string): string {
  const total = counters.edgeTotal(id)
  if (total === undefined)
    return counters.latest() ? 'This wire is not in the running pipeline yet.' : 'Press Run to see what flows here.'
  const rate = counters.edgeRate(id)
  return `${formatCount(total)} passed${rate > 0 ? `, ${formatRate(rate)} a second` : ''}`
}

function remove(id: string): void {
  selection.getState().clear()
  documents.getState().apply(disconnect([id]))
}
