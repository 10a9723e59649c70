import { useCallback } from 'react'
import { useRun } from '../../app/use-session.ts'
import type { RunStoreState } from '../../model/run-store.ts'
import { counters } from '../../model/session.ts'
import { LiveText } from '../LiveText.tsx'
import styles from './LiveTab.module.css'
import { figureText, reportLines } from './own-figures.ts'

/** What an operator says of itself beside the engine's counts: percentiles, hits of a cache, rows of a table. */
export function OwnFigures({ id }: { id: string }) {
  // The names come with the first snapshot and stay; the figures are written past React.
  useRun((state: RunStoreState) => state.status)
  const names = reportLines(counters.node(id)?.report).map(({ path }) => path)
  if (names.length === 0) return null
  return (
    <dl className={styles.figures}>
      {names.map((path) => (
        <OwnFigure key={path.join('.')} id={id} path={path} />
      ))}
    </dl>
  )
}

function OwnFigure({ id, path }: { id: string; path: readonly string[] }) {
  const name = path.join('.')
  const text = useCallback(
    () => figureText(reportLines(counters.node(id)?.report).find((line) => line.path.join('.') === name)?.value),
    [id, name],
  )
  return (
    <>
      <dt>{path.join(' · ')}</dt>
      <dd>
        <LiveText read={text} />
      </dd>
    </>
  )
}
