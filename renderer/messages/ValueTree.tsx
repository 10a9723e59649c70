import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../ui/IconButton.tsx'
import { addColumn, pathText } from './columns.ts'
import { dragPath } from './drag-path.ts'
import { messages } from './messages-session.ts'
import styles from './ValueTree.module.css'
import { type TreeLine, treeLines } from './value-tree.ts'
import { visibleLine } from './visible-text.ts'

/** A value as a tree. Every field can become a column: by its button, or dragged onto the headings. */
export function ValueTree({ value }: { value: unknown }) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) => setToggled(toggledBy(toggled, id))
  return (
    <ul className={styles.tree} aria-label="Payload">
      {treeLines(value, toggled).map((line) => (
        <li key={line.id} style={{ paddingLeft: line.depth * 14 }}>
          {line.kind === 'branch' ? <Branch line={line} onToggle={() => toggle(line.id)} /> : <Leaf line={line} />}
        </li>
      ))}
    </ul>
  )
}

function Branch({ line, onToggle }: { line: TreeLine; onToggle: () => void }) {
  return (
    <button type="button" aria-expanded={line.isOpen} className={styles.branch} onClick={onToggle}>
      <span className={styles.name}>{visibleLine(line.name)}</span> <span className={styles.quiet}>{line.text}</span>
    </button>
  )
}

function Leaf({ line }: { line: TreeLine }) {
  if (line.kind === 'more') return <span className={styles.quiet}>… {line.text}</span>
  const add = () => messages.getState().setColumns(addColumn(messages.getState().columns, line.path))
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button beside it does the same.
    <span className={styles.leaf} draggable={line.path.length > 0} onDragStart={(event) => dragPath(event, line.path)}>
      {line.name !== '' && <span className={styles.name}>{visibleLine(line.name)}</span>}
      <span className={styles[line.kind]}>{visibleLine(line.text)}</span>
      {line.path.length > 0 && (
        <IconButton label={`Add the column ${pathText(line.path)}`} size="small" side="top" onClick={add}>
          <Columns3 />
        </IconButton>
      )}
    </span>
  )
}

function toggledBy(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(ids)
  if (!next.delete(id)) next.add(id)
  return next
}
