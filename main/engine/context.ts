import type { Failure } from '../../shared/ipc/failure.ts'
import type { InFlight } from './in-flight.ts'
import type { Clock, Logger } from './ports.ts'

/** What every stage of one run shares. */
export interface RunContext {
  readonly inFlight: InFlight
  readonly clock: Clock
  /** For jitter only; operators have their own, seeded. */
  readonly random: () => number
  readonly log: Logger
  /** True once the run has ended: what comes back late is ignored, nothing new is begun. */
  readonly isOver: boolean
  /** Ends the run with this reason. Returns at once; the first reason stays. */
  fail(failure: Failure): void
  /** Epoch milliseconds when a source or a receipt last looked at the clock: a few milliseconds old at most, and free. */
  readonly now: number
  /** Looks at the clock, because something is being received or has come back. Returns the time. */
  look(): number
}
