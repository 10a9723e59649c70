import type { HostedPorts } from './contract.ts'

/** Holds a source to a number of messages per second. */
export interface Pace {
  /** How many of those wanted may go now; waits until it is at least one, or returns 0 when woken. */
  allow(wanted: number): number | Promise<number>
  wake(): void
}

/** A rate of 0 allows everything. After a pause the pace goes on from there: what was missed is not made up for. */
export function createPace(rate: number, ports: Pick<HostedPorts, 'now' | 'after'>): Pace {
  if (rate === 0) return { allow: (wanted) => wanted, wake: () => {} }
  const interval = 1_000 / rate
  const burst = Math.max(interval, 1_000)
  let nextAt = Number.NEGATIVE_INFINITY
  let stopWaiting: (() => void) | null = null

  function take(wanted: number): number {
    const now = ports.now()
    if (now - nextAt > burst) nextAt = now
    const due = Math.min(wanted, Math.floor((now - nextAt) / interval) + 1)
    if (due <= 0) return 0
    nextAt += due * interval
    return due
  }

  return {
    allow(wanted) {
      const due = take(wanted)
      if (due > 0) return due
      return new Promise((resolve) => {
        const cancel = ports.after(Math.max(1, Math.ceil(nextAt - ports.now())), () => {
          stopWaiting = null
          resolve(take(wanted))
        })
        stopWaiting = () => {
          cancel()
          stopWaiting = null
          resolve(0)
        }
      })
    },
    wake: () => stopWaiting?.(),
  }
}
