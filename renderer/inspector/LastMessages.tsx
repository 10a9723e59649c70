import { useEffect } from 'react'
import { formatTime } from '../messages/format-time.ts'
import { samples, showWire, useSamples } from '../messages/messages-session.ts'
import { PreviewLine } from '../messages/PreviewLine.tsx'
import { visibleLine } from '../messages/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import styles from './LastMessages.module.css'

/** Rows shown here; the dock shows the rest. */
const shown = 3

/** The last few messages of a wire, newest first, and the way to all of them. */
export function LastMessages({ edge, isFailure = false }: { edge: string; isFailure?: boolean }) {
  useEffect(() => samples.watch(edge), [edge])
  const rows = useSamples(edge).slice(-shown).reverse()
  return (
    <div className={styles.messages}>
      {rows.length === 0 && <p className={styles.none}>Nothing has passed here yet.</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.seq}>
            <div className={styles.head}>
              <time>{formatTime(row.at)}</time>
              <span>{row.key === null ? '' : visibleLine(row.key)}</span>
            </div>
            {isFailure && row.failure && (
              <p className={styles.failure}>
                {visibleLine(row.failure.message)} <code>{row.failure.code}</code>
              </p>
            )}
            <PreviewLine preview={row.value} />
          </li>
        ))}
      </ul>
      <Button size="small" className={styles.all} onClick={() => showWire(edge)}>
        Show messages
      </Button>
    </div>
  )
}
