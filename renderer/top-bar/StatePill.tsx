import { useEffect, useReducer } from 'react'
import { useDocument, useRun } from '../app/use-session.ts'
import { runsTheSame } from '../model/actions/run.ts'
import { phaseOf, type RunPhase } from '../model/run-store.ts'
import { formatDuration } from '../ui/format.ts'
import { Pill } from '../ui/Pill.tsx'
import styles from './StatePill.module.css'

const words: Readonly<Record<RunPhase, string>> = {
  draft: 'Draft',
  starting: 'Starting…',
  running: 'Running',
  draining: 'Draining…',
  drained: 'Drained',
  'gave-up': 'Stopped',
  failed: 'Failed',
}

/** Draft, running for how long, draining, ended how; and whether the drawing differs from what runs. */
export function StatePill() {
  const phase = useRun(phaseOf)
  const failure = useRun((state) => state.status?.failure?.message)
  const differs = useDraftDiffers()
  return (
    <Pill title={failure} role="status">
      <i className={styles.mark} data-phase={phase} aria-hidden="true" />
      {words[phase]}
      {phase === 'running' && <RunningFor />}
      {differs && <span className={styles.differs}>· draft changed</span>}
    </Pill>
  )
}

/** True while the engine runs something else than what is drawn. */
export function useDraftDiffers(): boolean {
  const draft = useDocument((state) => state.document)
  const running = useRun((state) => (state.status?.state === 'running' ? state.document : null))
  return running !== null && !runsTheSame(running, draft)
}

const second = 1_000

function RunningFor() {
  const startedAt = useRun((state) => state.status?.startedAt ?? 0)
  const [, tick] = useReducer((count: number) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(tick, second)
    return () => clearInterval(timer)
  }, [])
  return <span aria-hidden="true">{formatDuration(Date.now() - startedAt)}</span>
}
