import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useStore } from 'zustand'
import { formatTime } from '../messages/format-time.ts'
import { visibleLine } from '../messages/visible-text.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Segmented } from '../ui/Segmented.tsx'
import styles from './LogsPanel.module.css'
import { logs } from './log-session.ts'
import { type LogLevel, linesFrom, type NumberedLine } from './log-store.ts'

const levels: readonly { value: LogLevel; title: string }[] = [
  { value: 'info', title: 'All' },
  { value: 'warn', title: 'Warnings' },
  { value: 'error', title: 'Errors' },
]

/** What the engine says about its runs, newest at the bottom. */
export default function LogsPanel() {
  const all = useStore(logs, (state) => state.lines)
  const least = useStore(logs, (state) => state.least)
  const lines = useMemo(() => linesFrom({ lines: all, least }), [all, least])
  return (
    <div className={styles.panel}>
      <div className={styles.toolbar}>
        <div className={styles.levels}>
          <Segmented label="Which lines" value={least} options={levels} onChange={logs.getState().setLeast} />
        </div>
        <Button size="small" variant="quiet" disabled={all.length === 0} onClick={() => logs.getState().clear()}>
          Clear
        </Button>
      </div>
      {lines.length > 0 ? <Lines lines={lines} /> : <NoLines hasOthers={all.length > 0} />}
    </div>
  )
}

function NoLines({ hasOthers }: { hasOthers: boolean }) {
  return (
    <EmptyState title={hasOthers ? 'No line of this weight' : 'Nothing has been said yet'}>
      {!hasOthers && (
        <p>
          Here stands what Console steps print, and what the engine has to report: retries, failures, what it gave up.
        </p>
      )}
    </EmptyState>
  )
}

/** Stays at the bottom while it is there; scrolled up, it stays where it is. */
function Lines({ lines }: { lines: readonly NumberedLine[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const isAtEnd = useRef(true)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    getItemKey: (index) => lines[index]!.number,
    overscan: 10,
  })
  const last = lines.at(-1)!.number
  useEffect(() => {
    if (isAtEnd.current && last >= 0) rows.scrollToIndex(rows.options.count - 1, { align: 'end' })
  }, [last, rows])
  return (
    <div
      ref={scroller}
      className={styles.lines}
      role="log"
      aria-label="Log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        isAtEnd.current = scrollTop + clientHeight >= scrollHeight - 30
      }}
    >
      <div style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const line = lines[item.index]!
          return (
            <div
              key={item.key}
              ref={rows.measureElement}
              data-index={item.index}
              className={styles.line}
              style={{ translate: `0 ${item.start}px` }}
            >
              <time>{formatTime(line.at)}</time>
              <span className={styles[line.level]}>{line.level}</span>
              <span className={styles.message}>
                {line.nodeId && <b>{line.nodeId} </b>}
                {visibleLine(line.message)}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
