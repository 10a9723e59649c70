import { useCallback, useRef } from 'react'
import { useLive, write } from '../app/live.ts'
import { isLive } from '../model/run-store.ts'
import { counters, runs } from '../model/session.ts'
import { formatRate } from '../ui/format.ts'
import styles from './Throughput.module.css'

/** Messages a second into and out of the whole pipeline. */
export function Throughput() {
  const figures = useRef<HTMLDivElement>(null)
  const paint = useCallback(() => {
    const element = figures.current
    if (!element) return
    const rate = counters.totalRate()
    element.hidden = !isLive(runs.getState()) || counters.latest() === null
    write(element.children[0]?.firstElementChild, formatRate(rate.in))
    write(element.children[1]?.firstElementChild, formatRate(rate.out))
  }, [])
  useLive(paint)
  return (
    <div ref={figures} className={styles.throughput} hidden>
      <span>
        <b /> in/s
      </span>
      <span>
        <b /> out/s
      </span>
    </div>
  )
}
