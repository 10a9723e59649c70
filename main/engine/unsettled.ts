import type { Origin } from '../../shared/message.ts'
import type { InFlight } from './in-flight.ts'
import { seconds } from './slow-watch.ts'
import type { SourceStage } from './stages/source-stage.ts'

export interface UnsettledOptions {
  readonly sources: readonly SourceStage[]
  readonly inFlight: InFlight
  /** Epoch milliseconds. */
  readonly now: number
  /** Who holds a message, as a sentence names it. */
  readonly holderOf: (origin: Origin) => string
}

/** What comes again when the run ends now, in words. */
export function describeUnsettled({ sources, inFlight, now, holderOf }: UnsettledOptions): string {
  const unsaved = sources.reduce((sum, source) => sum + source.unsaved, 0)
  const unconfirmed = sources.reduce((sum, source) => sum + source.acks.waiting, 0)
  const done =
    (unsaved === 0
      ? ''
      : ` The state that ${unsaved} messages changed was not saved; they will be delivered again too.`) +
    (unconfirmed === 0 ? '' : ` ${unconfirmed} acknowledgements were not confirmed; those messages may come again.`)
  const oldest = inFlight.openSince(Number.POSITIVE_INFINITY)[0]
  if (oldest === undefined) return `Nothing was in flight.${done}`
  const { origin, openedAt } = oldest
  return (
    `${inFlight.count} messages were in flight and will be delivered again; the oldest, ${origin.messageId} of ` +
    `${origin.topic}, was held for ${seconds(now - openedAt)} by ${holderOf(origin)}.${done}`
  )
}
