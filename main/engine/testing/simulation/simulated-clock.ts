import type { Clock } from '../../ports.ts'
import type { Life } from './scene.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * The clock of one run of the engine. What it says may be ahead of virtual time, as of a machine whose clock was set; its timers are
 * not moved by that. It counts the callbacks that are waiting, to see that none is left behind. */
export function simulatedClock(scheduler: Scheduler, life: Life, aheadMs: () => number): Clock {
  return {
    now: () => scheduler.now + aheadMs(),
    after(ms, callback) {
      let isSet = true
      const unset = () => {
        if (isSet) life.timers--
        isSet = false
      }
      life.timers++
      const cancel = scheduler.after(ms, () => {
        unset()
        if (!life.isDead) callback()
      })
      return () => {
        unset()
        cancel()
      }
    },
    yield: () =>
      new Promise((resolve) => {
        scheduler.after(0, () => {
          if (!life.isDead) resolve()
        })
      }),
  }
}
