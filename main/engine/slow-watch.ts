import type { Origin } from '../../shared/message.ts'
import type { InFlight } from './in-flight.ts'
import type { Clock, Logger } from './ports.ts'

const slowMs = 30_000
const lookEveryMs = 5_000

export interface SlowWatchOptions {
  readonly inFlight: InFlight
  readonly clock: Clock
  readonly log: Logger
  /** Who holds a message, as a sentence names it. */
  readonly holderOf: (origin: Origin) => string
}

/** Warns, once for each message, when one has been in flight for 30 s, and says where it is. Returns the way to stop. */
export function watchSlowMessages(options: SlowWatchOptions): () => void {
  const { inFlight, clock, log, holderOf } = options
  const warned = new WeakSet<Origin>()
  const look = (): void => {
    cancel = clock.after(lookEveryMs, look)
    const now = clock.now()
    const slow = inFlight.openSince(now - slowMs).filter(({ origin }) => !warned.has(origin))
    for (const { origin } of slow) warned.add(origin)
    const oldest = slow[0]
    if (oldest === undefined) return
    const { origin, openedAt } = oldest
    const others = slow.length > 1 ? `, and ${slow.length - 1} others are as old` : ''
    log.warn(
      `Message ${origin.messageId} of ${origin.topic} has been in flight for ${seconds(now - openedAt)}, ` +
        `held by ${holderOf(origin)}${others}.`,
    )
  }
  let cancel = clock.after(lookEveryMs, look)
  return () => cancel()
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`
}
