import type { Clock } from '../ports.ts'

/** The machine's own clock, for tests against a broker that lives in real time. */
export const liveClock: Clock = {
  now: Date.now,
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  yield: () => new Promise((resolve) => setImmediate(resolve)),
}
