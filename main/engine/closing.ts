import { toFailure } from '../../shared/ipc/failure.ts'
import type { Clock, Logger } from './ports.ts'

/** What fails at the end of a run is told to the log and to nobody else: there is nobody left to act on it. */
export async function quietly(log: Logger, work: Promise<void>, what: string): Promise<void> {
  try {
    await work
  } catch (thrown) {
    log.warn(`A node of the pipeline could not ${what}: ${toFailure(thrown).message}`)
  }
}

/** Waits for `work`, but not longer than `ms`. */
export async function within(clock: Clock, ms: number, work: Promise<void>): Promise<void> {
  let cancel = () => {}
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve)
  })
  await Promise.race([work, late])
  cancel()
}
