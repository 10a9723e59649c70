import { Pause, Play, Search } from 'lucide-react'
import { counters } from '../model/session.ts'
import { type Line, pauseBudget, samplingOf, type Tail, type TailState } from '../model/tails.ts'
import { Button } from '../ui/Button.tsx'
import { formatCount } from '../ui/format.ts'
import { TextInput } from '../ui/TextInput.tsx'
import { ColumnMenu } from './ColumnMenu.tsx'
import { ExportMenu } from './ExportMenu.tsx'
import { FilterInput } from './FilterInput.tsx'
import styles from './MessageToolbar.module.css'
import { messages, useMessages } from './messages-session.ts'
import { TopicPicker } from './TopicPicker.tsx'

interface MessageToolbarProps {
  tail: Tail
  state: TailState
  /** What the table shows, newest first. */
  lines: readonly Line[]
}

export function MessageToolbar({ tail, state, lines }: MessageToolbarProps) {
  const search = useMessages((current) => current.search)
  return (
    <div className={styles.box}>
      <div className={styles.toolbar}>
        <Button
          size="small"
          aria-pressed={state.paused}
          disabled={state.ended && !state.paused}
          onClick={() => (state.paused ? tail.resume() : tail.pause())}
        >
          {state.paused ? <Play /> : <Pause />} {state.paused ? 'Go on' : 'Pause'}
        </Button>
        <FilterInput />
        <span className={styles.search}>
          <Search aria-hidden />
          <TextInput
            aria-label="Find in the rows shown"
            placeholder="Find"
            value={search}
            onChange={(event) => messages.getState().setSearch(event.target.value)}
          />
        </span>
        <Counts state={state} shown={lines.length} />
        <span className={styles.menus}>
          <TopicPicker />
          <ColumnMenu lines={lines} />
          <ExportMenu lines={lines} />
        </span>
      </div>
    </div>
  )
}

/** How much of the truth is on screen. */
function Counts({ state, shown }: { state: TailState; shown: number }) {
  const filter = useMessages((current) => current.filter)
  const source = useMessages((current) => current.source)
  const passed = source?.kind === 'wire' ? (counters.edgeTotal(source.edge) ?? 0) : 0
  const seen = Math.max(passed, state.seen)
  const sampling = samplingOf(state, filter !== '')
  return (
    <p className={styles.counts}>
      seen <b>{formatCount(seen)}</b> · shown <b>{formatCount(shown)}</b>
      {sampling !== null && (
        <>
          {' '}
          · sampled <b>1 in {formatCount(sampling)}</b>
        </>
      )}
      {state.undecodable > 0 && (
        <>
          {' '}
          · {filter === '' ? 'undecodable' : 'not filterable'} <b>{formatCount(state.undecodable)}</b>
        </>
      )}
      {state.paused && (
        <>
          {' '}
          · held <b>{formatCount(state.held)}</b> of up to {formatCount(pauseBudget)}
        </>
      )}
      {state.missed > 0 && (
        <span className={styles.missed}>
          {' '}
          · missed <b>{formatCount(state.missed)}</b>
        </span>
      )}
      {state.ended && !state.failure && ' · ended'}
    </p>
  )
}
