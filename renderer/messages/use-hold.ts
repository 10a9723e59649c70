import { type RefObject, useEffect, useRef } from 'react'
import type { Tail, TailState } from '../model/tails.ts'

/**
 * Whoever has scrolled down is reading: new rows are held back until the top is reached again or the pause is lifted, so
 * that what is read stays put. Returns what to call on each scroll.
 */
export function useHoldWhileScrolled(
  scroller: RefObject<HTMLElement | null>,
  tail: Tail,
  state: TailState,
): () => void {
  const isHolding = useRef(false)
  useEffect(() => {
    if (state.paused) return
    isHolding.current = false
    if (scroller.current && !state.ended) scroller.current.scrollTop = 0
  }, [scroller, state.paused, state.ended])
  return () => {
    const isAtTop = scroller.current?.scrollTop === 0
    if (!isAtTop && !state.paused && !state.ended) {
      isHolding.current = true
      tail.pause()
    } else if (isAtTop && isHolding.current && state.paused) {
      tail.resume()
    }
  }
}
