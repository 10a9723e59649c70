import type { Clock } from './ports.ts'

/** A step back of no more than this is waited out, as machines correct their clocks by. */
const correctionMs = 1_000

/**
 * A clock whose time never goes back. When somebody sets the machine's clock back, time goes on from where it was, and stays ahead of
 * the machine's until the run ends: what is held for a while would wait as much longer otherwise. Set forth, it follows.
 */
export function steadyClock(clock: Clock): Clock {
  let aheadMs = 0
  let last = clock.now()
  return {
    now() {
      const now = clock.now() + aheadMs
      if (now >= last) last = now
      else if (last - now > correctionMs) aheadMs += last - now
      return last
    },
    after: (ms, callback) => clock.after(ms, callback),
    yield: () => clock.yield(),
  }
}
