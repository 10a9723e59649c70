import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { KeySharing } from '../../engine/ports.ts'
import type { Cursor } from './cursor.ts'
import type { StoredMessage } from './stored-message.ts'
import type { TopicLog } from './topic-log.ts'

/** One consumer's end of one subscription. */
export interface Link {
  /** Chosen by the user, or made up; need not be unique. */
  readonly consumerName: string
  /** Shown to those who look at the topic. */
  readonly properties: Readonly<Record<string, string>>
  /** When it was attached, epoch milliseconds. */
  readonly since: number
  /** The hashes it takes for itself; null when they are dealt out. */
  readonly keyRanges: KeySharing['ranges']
  /** Handed out and not yet acknowledged; kept by dispatchers that count them. */
  unacked: number
  /** How many messages it takes now. */
  room(): number
  deliver(message: StoredMessage, redeliveryCount: number): void
  /** Takes back what was delivered on this link and not yet pulled. */
  recall(): void
  /** What was to be delivered cannot be read; the consumer's next pull rejects. */
  fail(failure: FailureError): void
}

/** Decides which consumer gets which message, and when again. One per subscription, as long as consumers are attached. */
export interface Dispatcher {
  /** Messages handed out and not acknowledged. */
  readonly unacked: number
  /** Messages held back until their time. */
  readonly delayed: number
  /** The one that gets everything; undefined where all get some, and where nobody is attached. */
  readonly active: Link | undefined
  attach(link: Link): void
  /** What the consumer had not acknowledged goes back. */
  detach(link: Link): void
  /** Hands out whatever there is room for. Called after anything that may have changed that, and again after it threw. */
  dispatch(): void
  /** Asked for by a nack or an acknowledgement that did not come in time. */
  redeliver(link: Link, entries: readonly number[]): void
  /** The cursor has taken these entries. Hands out what they held up; all else waits for the next pull, which asks every log in turn. */
  acknowledged(entries: readonly number[]): void
  close(): void
}

/** What a dispatcher works on. */
export interface Source {
  readonly log: TopicLog
  readonly cursor: Cursor
}

/** Pulsar's limit of unacknowledged messages of one consumer of a Shared or KeyShared subscription. */
export const mostUnacked = 50_000

/** Messages read from a log in one go. */
export const readBatch = 500
