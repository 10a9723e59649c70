// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which table rows cannot be.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row.
import { memo } from 'react'
import type { TapRow } from '../../shared/run/tap.ts'
import { classes } from '../ui/classes.ts'
import { cellOf, type ShownColumn } from './columns.ts'
import { formatTime } from './format-time.ts'
import styles from './MessageTable.module.css'
import { PreviewLine } from './PreviewLine.tsx'
import { shortTopic } from './short-topic.ts'
import { visibleLine } from './visible-text.ts'

interface MessageRowProps {
  row: TapRow
  /** Epoch milliseconds. */
  time: number
  columns: readonly ShownColumn[]
}

/** The cells of one message. A failed one says why, where the others name their topic. */
export const MessageRow = memo(function MessageRow({ row, time, columns }: MessageRowProps) {
  return (
    <>
      <span role="gridcell" className={styles.time}>
        {formatTime(time)}
      </span>
      <span role="gridcell" className={styles.key}>
        {row.key === null ? '—' : visibleLine(row.key)}
      </span>
      {columns.map((column) => (
        <span role="gridcell" key={column.id} className={classes(styles.field, column.isNumeric && styles.number)}>
          {visibleLine(cellOf(row, column).text)}
        </span>
      ))}
      <span role="gridcell" className={styles.value}>
        <PreviewLine preview={row.value} />
      </span>
      {row.failure ? (
        <span role="gridcell" className={styles.failure} title={visibleLine(row.failure.message)}>
          ◆ {visibleLine(row.failure.message)}
        </span>
      ) : (
        <span role="gridcell" className={styles.topic}>
          {visibleLine(shortTopic(row))}
        </span>
      )}
    </>
  )
})
