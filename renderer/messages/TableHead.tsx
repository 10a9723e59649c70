// biome-ignore-all lint/a11y/useSemanticElements: rows are placed freely, which table rows cannot be.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row.
import { X } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { classes } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import { addColumn, moveColumn, pathText, removeColumn, type ShownColumn } from './columns.ts'
import { draggedPath, dragPath } from './drag-path.ts'
import styles from './MessageTable.module.css'
import { messages } from './messages-session.ts'

interface TableHeadProps {
  columns: readonly ShownColumn[]
  /** Of a topic, not of a wire. */
  isTopic: boolean
  /** The last column says why messages failed. */
  hasFailed: boolean
}

/** The headings. A field dragged out of a message becomes a column where it is dropped; columns are moved the same way. */
export function TableHead({ columns, isTopic, hasFailed }: TableHeadProps) {
  const [isTarget, setTarget] = useState(false)
  const drop = (event: DragEvent, before: string | null) => {
    setTarget(false)
    const path = draggedPath(event)
    if (!path) return
    event.preventDefault()
    event.stopPropagation()
    messages.getState().setColumns(moveColumn(addColumn(columns, path), pathText(path), before))
  }
  return (
    <div
      role="row"
      tabIndex={-1}
      aria-rowindex={1}
      className={classes(styles.head, isTarget && styles.target)}
      onDragOver={(event) => {
        event.preventDefault()
        setTarget(true)
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={(event) => drop(event, null)}
    >
      <span role="columnheader">{isTopic ? 'Published' : 'Time'}</span>
      <span role="columnheader">Key</span>
      {columns.map((column) => (
        <span
          key={column.id}
          role="columnheader"
          draggable
          className={classes(styles.fieldHead, column.isNumeric && styles.number)}
          onDragStart={(event) => dragPath(event, column.path)}
          onDrop={(event) => drop(event, column.id)}
        >
          <span>{column.id}</span>
          <IconButton
            label={`Remove the column ${column.id}`}
            size="small"
            side="top"
            onClick={() => messages.getState().setColumns(removeColumn(columns, column.id))}
          >
            <X />
          </IconButton>
        </span>
      ))}
      <span role="columnheader">Value</span>
      <span role="columnheader">{hasFailed ? 'Reason' : 'Topic'}</span>
    </div>
  )
}
