import { type KeyboardEvent, memo, useMemo, useRef } from 'react'
import { useDocument, useNode, useSelection } from '../app/use-session.ts'
import { canvasView } from '../canvas/canvas-view.ts'
import { displayName } from '../model/lookup.ts'
import { selection } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { OperatorIcon } from '../ui/OperatorIcon.tsx'
import styles from './Outline.module.css'
import { outlineRows } from './outline-order.ts'

/** The steps as a tree, in step with the selection on the canvas. */
export default function Outline() {
  const document = useDocument((state) => state.document)
  const rows = useMemo(() => outlineRows(document), [document])
  const stop = useSelection((state) => state.nodes.at(-1)) ?? rows[0]?.id
  const tree = useRef<HTMLDivElement>(null)
  if (rows.length === 0)
    return <EmptyState title="No steps yet">They are listed here, from sources to sinks.</EmptyState>
  const move = (event: KeyboardEvent) => {
    const index = rows.findIndex(({ id }) => id === stop)
    const next = rows[nextIndex(event.key, index, rows.length)]
    if (!next || next.id === stop) return
    event.preventDefault()
    show(next.id)
    tree.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus()
  }
  return (
    <div ref={tree} className={styles.tree} role="tree" aria-label="Steps" tabIndex={-1} onKeyDown={move}>
      {rows.map(({ id, level }) => (
        <Row key={id} id={id} level={level} isTabStop={id === stop} />
      ))}
    </div>
  )
}

const Row = memo(function Row({ id, level, isTabStop }: { id: string; level: number; isTabStop: boolean }) {
  const node = useNode(id)
  const isSelected = useSelection((state) => state.nodes.includes(id))
  if (!node) return null
  const spec = specOf(node.operator)
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree handles the keys of all its rows.
    <div
      role="treeitem"
      aria-level={level}
      aria-selected={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      data-id={id}
      className={styles.row}
      style={{ paddingLeft: level * 14 }}
      onClick={() => show(id)}
      onDoubleClick={() => canvasView.focusNode(id)}
    >
      <OperatorIcon icon={spec?.icon} kind={spec?.kind ?? 'unknown'} className={styles.icon} />
      <span className={styles.name}>{displayName(node, specOf)}</span>
    </div>
  )
})

function show(id: string): void {
  selection.getState().select({ nodes: [id] })
  canvasView.reveal([id])
}

function nextIndex(key: string, index: number, count: number): number {
  const moves: Readonly<Record<string, number>> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1 }
  return moves[key] ?? -1
}
