// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which table rows cannot be.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, useId, useMemo, useRef } from 'react'
import type { Line, Tail, TailState } from '../model/tails.ts'
import { cellOf, type FieldColumn, type ShownColumn } from './columns.ts'
import { MessageRow } from './MessageRow.tsx'
import styles from './MessageTable.module.css'
import { messages, useMessages } from './messages-session.ts'
import { TableHead } from './TableHead.tsx'
import { useHoldWhileScrolled } from './use-hold.ts'

const rowHeight = 27

interface MessageTableProps {
  /** Newest first. */
  lines: readonly Line[]
  tail: Tail
  state: TailState
}

/** The lines, newest first, of which only those in view are in the page. Arrows walk, Escape leaves the line. */
export function MessageTable({ lines, tail, state }: MessageTableProps) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useMessages((state) => state.columns)
  const selected = useMessages((state) => state.selected)
  const isTopic = useMessages((state) => state.source?.kind === 'topic')
  const hold = useHoldWhileScrolled(scroller, tail, state)
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
  }).getVirtualItems()
  const shown = useShownColumns(lines, columns)
  const hasFailed = lines[0]?.row.failure !== undefined
  const isInPage = rows.some(({ index }) => lines[index]?.number === selected)
  const walk = (event: KeyboardEvent) => {
    const at = lines.findIndex((line) => line.number === selected)
    const to = nextIndex(event.key, at, lines.length)
    if (to === undefined) return
    event.preventDefault()
    messages.getState().select(to === null ? null : lines[to]!.number)
    if (to !== null) bringIntoView(scroller.current!, to)
  }
  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={0}
      aria-label="Messages, newest first"
      aria-rowcount={lines.length + 1}
      aria-activedescendant={isInPage ? `${id}-${selected}` : undefined}
      className={styles.table}
      style={{ '--columns': templateFor(columns, hasFailed), '--width': `${widthFor(columns)}px` } as CSSProperties}
      onKeyDown={walk}
      onScroll={hold}
    >
      <TableHead columns={shown} isTopic={isTopic} hasFailed={hasFailed} />
      <div className={styles.rows} style={{ height: lines.length * rowHeight }}>
        {rows.map(({ index, start }) => {
          const line = lines[index]!
          return (
            <div
              key={line.number}
              id={`${id}-${line.number}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={index + 2}
              aria-selected={line.number === selected}
              data-failed={line.row.failure ? true : undefined}
              className={styles.row}
              style={{ translate: `0 ${start}px` }}
              onPointerDown={() => messages.getState().select(line.number)}
            >
              <MessageRow row={line.row} columns={shown} time={timeOf(line, isTopic)} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Widths of time, key, the chosen columns, value, and topic or reason. */
function templateFor(columns: readonly FieldColumn[], hasFailed: boolean): string {
  const fields = columns.map(() => 'minmax(0, 120fr)').join(' ')
  return `104px minmax(96px, 110fr) ${fields} minmax(0, 480fr) minmax(0, ${hasFailed ? 380 : 240}fr)`
}

/** The least width at which all of them can be read; below it the table scrolls. */
function widthFor(columns: readonly FieldColumn[]): number {
  return 104 + 96 + columns.length * 110 + 260 + 170
}

/** The columns with what their newest values are; the same list until one of them changes. */
function useShownColumns(lines: readonly Line[], columns: readonly FieldColumn[]): readonly ShownColumn[] {
  const numeric = columns.map((column) => isNumeric(lines, column)).join()
  return useMemo(() => {
    const flags = numeric.split(',')
    return columns.map((column, index) => ({ ...column, isNumeric: flags[index] === 'true' }))
  }, [columns, numeric])
}

/** On a wire when it passed, in a topic when it was published. */
function timeOf({ row }: Line, isTopic: boolean): number {
  return isTopic && row.publishTime > 0 ? row.publishTime : row.at
}

/** A column of numbers is set to the right; the newest rows decide. */
function isNumeric(lines: readonly Line[], column: FieldColumn): boolean {
  return lines.slice(0, 20).some(({ row }) => cellOf(row, column).isNumber)
}

/** Where a key leads from a line; null leaves the lines, undefined is a key for somebody else. */
function nextIndex(key: string, at: number, count: number): number | null | undefined {
  if (key === 'Escape') return at === -1 ? undefined : null
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: 10,
    PageUp: -10,
    Home: -count,
    End: count,
  }
  const step = steps[key]
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, at + step))
}

function bringIntoView(scroller: HTMLElement, index: number): void {
  const [top, bottom] = [index * rowHeight, (index + 1) * rowHeight]
  const room = scroller.clientHeight - rowHeight
  if (top < scroller.scrollTop) scroller.scrollTop = top
  else if (bottom > scroller.scrollTop + room) scroller.scrollTop = bottom - room
}
