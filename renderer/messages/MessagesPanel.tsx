import { useMemo } from 'react'
import { useRun } from '../app/use-session.ts'
import type { Tail } from '../model/tails.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import styles from './MessagesPanel.module.css'
import { MessageTable } from './MessageTable.tsx'
import { MessageToolbar } from './MessageToolbar.tsx'
import { messages, useMessages } from './messages-session.ts'
import { RowDetail } from './RowDetail.tsx'
import { searchLines } from './search-lines.ts'
import { TopicPicker } from './TopicPicker.tsx'
import { useTail } from './use-tail.ts'

/** The messages of a wire or a topic: a bounded, honest look that consumes nothing. */
export function MessagesPanel() {
  const source = useMessages((state) => state.source)
  const tail = useMessages((state) => state.tail)
  if (source && tail) return <Messages tail={tail} />
  return <NothingYet hasSource={source !== null} />
}

function NothingYet({ hasSource }: { hasSource: boolean }) {
  const title = hasSource ? 'Nothing flows here yet' : 'Click a wire to see its messages'
  return (
    <EmptyState title={title}>
      <p>
        {hasSource
          ? 'Press Run: the messages on this wire appear here as they pass.'
          : 'Or look into a topic. Looking never consumes a message and never slows the pipeline.'}
      </p>
      <p className={styles.picker}>
        <TopicPicker />
      </p>
    </EmptyState>
  )
}

function Messages({ tail }: { tail: Tail }) {
  const state = useTail(tail)
  const search = useMessages((current) => current.search)
  const selected = useMessages((current) => current.selected)
  const lines = useMemo(() => searchLines(state.lines, search), [state.lines, search])
  const line = selected === null ? undefined : state.lines.find(({ number }) => number === selected)
  return (
    <div className={styles.panel}>
      <MessageToolbar tail={tail} state={state} lines={lines} />
      {state.failure && (
        <div className={styles.failure} role="alert">
          <span>{state.failure.message}</span>
          <Button size="small" onClick={() => messages.getState().reopen()}>
            Try again
          </Button>
        </div>
      )}
      <div className={styles.split}>
        {lines.length > 0 ? (
          <MessageTable lines={lines} tail={tail} state={state} />
        ) : (
          <NoLines isSearch={search.trim() !== ''} />
        )}
        {line && <RowDetail row={line.row} />}
      </div>
    </div>
  )
}

function NoLines({ isSearch }: { isSearch: boolean }) {
  const isFiltered = useMessages((state) => state.filter !== '')
  const isWire = useMessages((state) => state.source?.kind === 'wire')
  const isRunning = useRun(({ status }) => status?.endedAt === undefined)
  if (isSearch) return <EmptyState title="Nothing here holds this text" />
  if (isFiltered) return <EmptyState title="No message matches the filter yet" />
  return (
    <EmptyState title={isWire && !isRunning ? 'Nothing passed here' : 'Nothing has passed here yet'}>
      {isWire && isRunning && <p>The next message on this wire appears here.</p>}
    </EmptyState>
  )
}
