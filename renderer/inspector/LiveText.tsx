import { useCallback, useRef } from 'react'
import { useLive, write } from '../app/live.ts'

/** A text made of the run's numbers, written past React. `read` is called after each snapshot; keep it the same function. */
export function LiveText({ read, className }: { read: () => string; className?: string | undefined }) {
  const element = useRef<HTMLSpanElement>(null)
  const paint = useCallback(() => write(element.current, read()), [read])
  useLive(paint)
  return <span ref={element} className={className} />
}
