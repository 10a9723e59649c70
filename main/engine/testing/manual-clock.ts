import type { Clock } from '../ports.ts'

interface Timer {
  readonly at: number
  readonly callback: () => void
}

/**
 * A clock that stands still until it is told to move, so that a test of a 20 s deadline takes no time and always ends the
 * same way. `yield` really gives the event loop a turn, so promises and real sockets go on.
 */
export interface ManualClock extends Clock {
  /** Moves time on by `ms`, calling back everything that falls due, in order, each followed by a turn of the event loop. */
  advance(ms: number): Promise<void>
  /** Moves time to the next callback and calls it; false when none is waiting. */
  advanceToNext(): Promise<boolean>
  /** Callbacks waiting. 0 after a run has ended, or something forgot to cancel its timer. */
  readonly pending: number
}

/** `start` is in epoch milliseconds. */
export function createManualClock(start = 1_700_000_000_000): ManualClock {
  const timers = new Set<Timer>()
  let time = start

  const next = (): Timer | null => {
    let first: Timer | null = null
    for (const timer of timers) if (first === null || timer.at < first.at) first = timer
    return first
  }

  const fire = async (timer: Timer): Promise<void> => {
    timers.delete(timer)
    time = Math.max(time, timer.at)
    timer.callback()
    await turn()
  }

  return {
    now: () => time,
    after(ms, callback) {
      const timer = { at: time + ms, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    yield: turn,
    async advance(ms) {
      const end = time + ms
      await turn()
      for (let timer = next(); timer !== null && timer.at <= end; timer = next()) await fire(timer)
      time = end
    },
    async advanceToNext() {
      const timer = next()
      if (timer !== null) await fire(timer)
      return timer !== null
    },
    get pending() {
      return timers.size
    },
  }
}

/** One turn of the event loop: everything that promises were waiting to do has been done. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** So many turns that whatever can go on without time passing has gone as far as it can. */
export async function settle(): Promise<void> {
  for (let count = 0; count < 50; count++) await turn()
}
