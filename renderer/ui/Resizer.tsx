import { type KeyboardEvent, type PointerEvent, useRef } from 'react'
import { classes } from './classes.ts'
import styles from './Resizer.module.css'

export interface ResizerProps {
  label: string
  /** Which edge of its panel it sits on; the panel grows when it is dragged that way. */
  edge: 'left' | 'right' | 'top'
  size: number
  limits: readonly [number, number]
  onResize: (size: number) => void
}

const keyStep = 16

/** The edge of a panel: drag it, or focus it and use the arrow keys. */
export function Resizer({ label, edge, size, limits, onResize }: ResizerProps) {
  const start = useRef<{ at: number; size: number } | null>(null)
  const horizontal = edge !== 'top'
  const sign = edge === 'right' ? 1 : -1
  const place = (event: PointerEvent) => (horizontal ? event.clientX : event.clientY)
  const grow = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    onResize(size + step * sign * keyStep)
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a splitter that moves is a separator with a value, which <hr> cannot be.
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={horizontal ? 'vertical' : 'horizontal'}
      aria-valuenow={size}
      aria-valuemin={limits[0]}
      aria-valuemax={limits[1]}
      className={classes(styles.resizer, styles[edge])}
      onKeyDown={grow}
      onPointerDown={(event) => {
        event.preventDefault()
        event.currentTarget.setPointerCapture(event.pointerId)
        start.current = { at: place(event), size }
      }}
      onPointerMove={(event) => {
        if (start.current) onResize(start.current.size + (place(event) - start.current.at) * sign)
      }}
      onLostPointerCapture={() => {
        start.current = null
      }}
    />
  )
}
