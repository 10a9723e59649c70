import type { Clock } from '../engine/ports.ts'

/** Live time. Timers keep the process alive as long as they are set. */
export const nodeClock: Clock = {
  now: Date.now,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  yield: () => new Promise(setImmediate),
}
