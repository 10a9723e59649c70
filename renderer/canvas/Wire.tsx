import { EdgeLabelRenderer, type EdgeProps } from '@xyflow/react'
import { memo, type RefObject, useCallback, useRef } from 'react'
import { useStore } from 'zustand'
import { setAttribute, useLiveDocument, write } from '../app/live.ts'
import { displayName, findNode } from '../model/lookup.ts'
import { counters, documents, selection, view } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { classes } from '../ui/classes.ts'
import { canvasState } from './canvas-session.ts'
import type { WireEdge } from './project.ts'
import styles from './Wire.module.css'
import { wirePath } from './wire-path.ts'
import { brokenState, wireState } from './wire-state.ts'

/** Shorter wires carry their label above themselves. */
const roomForLabel = 104

/** A wire: as wide as it is busy, with its rate on it. Its numbers are painted past React. */
export const Wire = memo(function Wire({ id, source, target, selected, data, ...ends }: EdgeProps<WireEdge>) {
  const wire = useRef<SVGGElement>(null)
  const label = useRef<HTMLButtonElement>(null)
  const isError = data?.error ?? false
  const gone = data?.gone ?? none
  const isNear = useStore(canvasState, (state) => state.detail === 'full')
  usePaint(wire, label, { id, source, target, isError, gone }, isNear)
  const [path, x, y] = wirePath(ends)
  const lift = ends.targetX - ends.sourceX < roomForLabel && Math.abs(ends.targetY - ends.sourceY) < 24 ? -20 : 0
  const looks = gone.length > 0 ? styles.broken : isError && styles.error
  return (
    <>
      <g ref={wire} className={classes(styles.wire, looks, selected && styles.selected)}>
        <path className={styles.line} d={path} />
        {selected && <circle className={styles.mark} r={3.5} style={{ offsetPath: `path("${path}")` }} />}
        <path className={classes('react-flow__edge-interaction', styles.hit)} d={path} />
      </g>
      {isNear && (
        <EdgeLabelRenderer>
          <button
            ref={label}
            type="button"
            tabIndex={-1}
            className={classes('nodrag', 'nopan', styles.label, looks, selected && styles.selected)}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y + lift}px)` }}
            onClick={() => showMessages(id)}
            hidden
          />
        </EdgeLabelRenderer>
      )}
    </>
  )
})

const none: readonly string[] = []

/** Selects a wire and shows what flows through it. */
export function showMessages(id: string): void {
  selection.getState().select({ edges: [id] })
  view.getState().showDock('messages')
}

interface Ends {
  readonly id: string
  readonly source: string
  readonly target: string
  readonly isError: boolean
  readonly gone: readonly string[]
}

function usePaint(
  wire: RefObject<SVGGElement | null>,
  label: RefObject<HTMLButtonElement | null>,
  { id, source, target, isError, gone }: Ends,
  isNear: boolean,
): void {
  const paint = useCallback(() => {
    const state = gone.length > 0 ? brokenState(gone) : wireState(id, isError, counters)
    setAttribute(wire.current, 'data-step', String(state.step))
    setAttribute(wire.current, 'data-blocked', state.blockedBy === null ? null : '')
    if (!isNear) return
    setAttribute(label.current, 'data-blocked', state.blockedBy === null ? null : '')
    setAttribute(label.current, 'hidden', state.label ? null : '')
    write(label.current, state.label)
    const { document } = documents.getState()
    const nameOf = (node: string) =>
      displayName(findNode(document, node) ?? { id: node, operator: '', config: {} }, specOf)
    const blocked = state.blockedBy === null ? '' : `, blocked by ${nameOf(state.blockedBy)}`
    const words = `${nameOf(source)} → ${nameOf(target)}: ${state.words}${blocked}`
    setAttribute(label.current, 'title', words)
    setAttribute(label.current, 'aria-label', words)
  }, [wire, label, id, source, target, isError, gone, isNear])
  useLiveDocument(paint)
}
