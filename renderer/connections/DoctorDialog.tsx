import { CircleCheck, CircleDashed, CircleX, Info, LoaderCircle, type LucideIcon, TriangleAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { DoctorResult, DoctorState } from '../../shared/run/doctor.ts'
import { connectionFor } from '../messages/messages-store.ts'
import { documents, home } from '../model/session.ts'
import { showPlace } from '../problems/show-place.ts'
import { Button } from '../ui/Button.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import styles from './DoctorDialog.module.css'
import { doctor } from './doctor-store.ts'

const icons: Readonly<Record<DoctorState, { icon: LucideIcon; words: string }>> = {
  ok: { icon: CircleCheck, words: 'Well' },
  note: { icon: Info, words: 'Note' },
  warning: { icon: TriangleAlert, words: 'Warning' },
  failed: { icon: CircleX, words: 'Failed' },
  'not-tried': { icon: CircleDashed, words: 'Not tried' },
}

const close = () => doctor.setState({ connection: null })

/** Looks at a connection and at what the steps want there, one look after the other, each with a sentence and what to do. */
export default function DoctorDialog({ connection }: { connection: string }) {
  const [round, setRound] = useState(0)
  const { results, over, problem } = useDiagnosis(connection, round)
  return (
    <Dialog
      wide
      title={`The connection ${connection}`}
      onClose={close}
      footer={
        <>
          <Button disabled={!over} onClick={() => setRound(round + 1)}>
            Look again
          </Button>
          <Button variant="primary" onClick={close}>
            Close
          </Button>
        </>
      }
    >
      <p className={styles.verdict} role="status">
        {over ? (problem ?? verdict(results)) : 'Looking…'}
        {!over && <LoaderCircle className={styles.turning} aria-hidden />}
      </p>
      <Results results={results.filter(({ state }) => state !== 'not-tried')} />
      <NotTried results={results.filter(({ state }) => state === 'not-tried')} />
    </Dialog>
  )
}

function Results({ results }: { results: readonly DoctorResult[] }) {
  return (
    <ol className={styles.results}>
      {results.map((result, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: results only ever come at the end.
        <Result key={index} result={result} />
      ))}
    </ol>
  )
}

/** What stands on something that is not in order, folded away. */
function NotTried({ results }: { results: readonly DoctorResult[] }) {
  if (results.length === 0) return null
  return (
    <details className={styles.folded}>
      <summary>{results.length === 1 ? 'One look was' : `${results.length} looks were`} not tried</summary>
      <Results results={results} />
    </details>
  )
}

function Result({ result: { state, sentence, fix, code, place } }: { result: DoctorResult }) {
  const { icon: Icon, words } = icons[state]
  const leads = (state === 'failed' || state === 'warning') && (place.node ?? place.field) !== undefined
  return (
    <li className={styles.result} data-state={state}>
      <Icon aria-label={words} />
      <div>
        <p>{sentence}</p>
        {fix !== null && <p className={styles.fix}>{fix}</p>}
        {code !== null && <code className={styles.code}>{code}</code>}
      </div>
      {leads && (
        <Button
          size="small"
          onClick={() => {
            close()
            showPlace(place)
          }}
        >
          Show
        </Button>
      )}
    </li>
  )
}

function useDiagnosis(connection: string, round: number) {
  const [results, setResults] = useState<readonly DoctorResult[]>([])
  const [end, setEnd] = useState<{ problem: string | null } | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: every round looks again.
  useEffect(() => {
    const { document } = documents.getState()
    setResults([])
    setEnd(null)
    const stream = home.engine.open(
      'diagnose',
      { connection: connectionFor(document, connection), document },
      {
        event: (result) => setResults((before) => [...before, result]),
        end: (failure) => setEnd({ problem: failure?.message ?? null }),
      },
    )
    return () => stream.close()
  }, [connection, round])
  return { results, over: end !== null, problem: end?.problem ?? null }
}

function verdict(results: readonly DoctorResult[]): string {
  const count = (state: DoctorState) => results.filter((result) => result.state === state).length
  const [failed, warnings] = [count('failed'), count('warning')]
  if (failed > 0) return `${failed === 1 ? 'One thing keeps' : `${failed} things keep`} it from working.`
  if (warnings > 0) return `It works; ${warnings === 1 ? 'one thing is' : `${warnings} things are`} doubtful.`
  return 'All is well.'
}
