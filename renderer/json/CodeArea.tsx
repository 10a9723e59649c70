import { type CSSProperties, useEffect, useRef } from 'react'
import { classes } from '../ui/classes.ts'
import styles from './CodeArea.module.css'

interface CodeAreaProps {
  label: string
  text: string
  /** 1-based lines to show as selected. */
  marked: readonly number[]
  /** 1-based lines that have a problem. */
  wrong: readonly number[]
  onChange: (text: string) => void
  onCommit: () => void
  onRevert: () => void
}

const lineHeight = 18

/** A text area with line numbers. Lines are not broken, so that each keeps its number and its place. */
export function CodeArea({ label, text, marked, wrong, onChange, onCommit, onRevert }: CodeAreaProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const count = text.split('\n').length
  const first = wrong[0] ?? marked[0]
  useEffect(() => {
    if (first !== undefined) bringIntoView(scroller.current!, first)
  }, [first])
  return (
    <div className={styles.scroller} ref={scroller} style={{ '--line-height': `${lineHeight}px` } as CSSProperties}>
      <div className={styles.numbers} aria-hidden>
        {Array.from({ length: count }, (_, index) => index + 1).join('\n')}
      </div>
      <div className={styles.text}>
        {marked.map((line) => (
          <div key={line} className={styles.mark} style={{ top: (line - 1) * lineHeight }} />
        ))}
        {wrong.map((line) => (
          <div key={line} className={classes(styles.mark, styles.wrong)} style={{ top: (line - 1) * lineHeight }} />
        ))}
        <textarea
          aria-label={label}
          spellCheck={false}
          wrap="off"
          rows={count}
          value={text}
          onChange={(event) => onChange(event.target.value)}
          onBlur={onCommit}
          onKeyDown={(event) => {
            if (event.key === 'Escape') onRevert()
            else if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
            else onCommit()
            event.preventDefault()
            event.stopPropagation()
          }}
        />
      </div>
    </div>
  )
}

function bringIntoView(scroller: HTMLElement, line: number): void {
  const top = (line - 1) * lineHeight
  const isVisible = top >= scroller.scrollTop && top + lineHeight <= scroller.scrollTop + scroller.clientHeight
  if (!isVisible) scroller.scrollTop = Math.max(0, top - scroller.clientHeight / 3)
}
