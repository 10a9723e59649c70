import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { Clock, KeySharing, SubscribeOptions, SubscriptionStats, SubscriptionType } from '../../engine/ports.ts'
import type { Cursor } from './cursor.ts'
import { storeFailure } from './database.ts'
import type { Dispatcher, Link, Source } from './dispatcher.ts'
import { FixedRanges } from './fixed-ranges.ts'
import type { GroupCommit, Saved } from './group-commit.ts'
import { KeyOwnership } from './key-ownership.ts'
import { byName, firstToCome, OrderedDispatcher } from './ordered-dispatcher.ts'
import { ParallelDispatcher } from './parallel-dispatcher.ts'
import { RoundRobin } from './round-robin.ts'
import type { TopicLog } from './topic-log.ts'

/** What all subscriptions of a store share. */
export interface SubscriptionStore {
  readonly insert: StatementSync
  readonly remove: StatementSync
  readonly removeAll: StatementSync
  readonly saveCursor: StatementSync
  readonly commits: GroupCommit
  readonly clock: Clock
}

export function openSubscriptionStore(sql: DatabaseSync, commits: GroupCommit, clock: Clock): SubscriptionStore {
  return {
    insert: sql.prepare('INSERT INTO subscription (log, name, first_unacked, acked) VALUES (?, ?, ?, ?)'),
    remove: sql.prepare('DELETE FROM subscription WHERE log = ? AND name = ?'),
    removeAll: sql.prepare('DELETE FROM subscription WHERE log = ?'),
    saveCursor: sql.prepare('UPDATE subscription SET first_unacked = ?, acked = ? WHERE log = ? AND name = ?'),
    commits,
    clock,
  }
}

/** What a consumer asks of a subscription. */
type Wanted = Pick<SubscribeOptions, 'type' | 'keySharing'>

/** What the attached consumers have agreed on. */
interface Agreed {
  readonly type: SubscriptionType
  /** How a KeyShared subscription divides its keys, in words. */
  readonly sharing: string
}

type CreateDispatcher = (source: Source, clock: Clock, sharing: KeySharing | undefined) => Dispatcher

const dispatchers: Readonly<Record<SubscriptionType, CreateDispatcher>> = {
  Exclusive: (source) => new OrderedDispatcher(source, firstToCome),
  Failover: (source) => {
    const { partition } = source.log
    return new OrderedDispatcher(source, partition < 0 ? firstToCome : byName(partition))
  },
  Shared: (source, clock) => new ParallelDispatcher(source, new RoundRobin(), clock),
  KeyShared: (source, clock, sharing) => {
    const rule = sharing?.ranges ? new FixedRanges() : new KeyOwnership(sharing?.allowOutOfOrder)
    return new ParallelDispatcher(source, rule, clock)
  },
}

/** A named place in one log, and the consumers that are attached to it. Its cursor outlives them and the process. */
export class Subscription implements Saved {
  readonly name: string
  readonly log: TopicLog
  readonly cursor: Cursor
  readonly #store: SubscriptionStore
  readonly #links = new Set<Link>()
  #agreed: Agreed | null = null
  /** What the attached consumers asked for. */
  #wanted: Wanted | null = null
  #dispatcher: Dispatcher | null = null
  #unlisten: () => void = () => {}
  #lastConsumedAt: number | null = null
  #lastAckedAt: number | null = null

  constructor(name: string, log: TopicLog, cursor: Cursor, store: SubscriptionStore) {
    this.name = name
    this.log = log
    this.cursor = cursor
    this.#store = store
  }

  /** Throws `SLUICE-SUBSCRIPTION-BUSY` when a consumer that wants this may not join those that are attached. */
  refuseUnlessFree(wanted: Wanted): void {
    const agreed = this.#agreed
    if (agreed === null) return
    const { type, sharing } = agreementOf(wanted)
    if (agreed.type !== type) throw this.#busy(`is attached as ${agreed.type}`, `Subscribe as ${agreed.type}`)
    if (type === 'Exclusive')
      throw this.#busy('has its one Exclusive consumer', 'Subscribe as Shared or Failover on both sides')
    if (agreed.sharing !== sharing) throw this.#busy(`divides its keys ${agreed.sharing}`, 'Ask for the same')
    if (this.#isTaken(wanted.keySharing?.ranges ?? [])) {
      throw this.#busy('has a consumer for some of these key ranges', 'Take ranges that are free')
    }
  }

  attach(link: Link, wanted: Wanted): void {
    this.refuseUnlessFree(wanted)
    this.#links.add(link)
    this.#agreed = agreementOf(wanted)
    this.#wanted = wanted
    this.#dispatcher ??= this.#startDispatching(wanted)
    this.#guarded((dispatcher) => dispatcher.attach(link))
  }

  detach(link: Link): void {
    if (!this.#links.delete(link)) return
    this.#guarded((dispatcher) => dispatcher.detach(link))
    if (this.#links.size > 0) return
    this.#unlisten()
    this.#dispatcher?.close()
    this.#dispatcher = null
    this.#agreed = null
  }

  readonly dispatch = (): void => {
    this.#guarded((dispatcher) => dispatcher.dispatch())
  }

  redeliver(link: Link, entries: readonly number[]): void {
    this.#guarded((dispatcher) => dispatcher.redeliver(link, entries))
  }

  /** Resolves when it is on the disk. What was acknowledged is not handed out again from the moment of the call. */
  acknowledge(entries: readonly number[]): Promise<void> {
    this.#lastAckedAt = this.#store.clock.now()
    for (const entry of entries) this.cursor.acknowledge(entry)
    this.#guarded((dispatcher) => dispatcher.acknowledged(entries))
    return this.#store.commits.save(this, this.log)
  }

  /** The next to be handed out is this one; consumers that are attached go on from there. Resolves when it is on the disk. */
  moveTo(entry: number): Promise<void> {
    this.cursor.moveTo(Math.min(Math.max(entry, this.log.first), this.log.end))
    this.#dispatchAnew()
    return this.#store.commits.save(this, this.log)
  }

  /** Acknowledges the first `max` below `end` that are not. Resolves when that is on the disk. */
  passBy(end: number, max = Number.POSITIVE_INFINITY): Promise<void> {
    return this.acknowledge(this.cursor.unacked(Math.min(end, this.log.end), max))
  }

  /** Consumers that are attached fail with `failure` at their next pull. */
  end(failure: FailureError): void {
    const links = [...this.#links]
    for (const link of links) link.recall()
    for (const link of links) {
      this.detach(link)
      link.fail(failure)
    }
  }

  /** Unless somebody reads it, passes by what a newer message of the same key has made obsolete. Resolves when that is on the disk. */
  async skipSuperseded(): Promise<void> {
    if (this.#links.size === 0) await this.acknowledge(this.log.superseded(this.cursor.firstUnacked))
  }

  /** A consumer has taken messages. */
  consumed(): void {
    this.#lastConsumedAt = this.#store.clock.now()
  }

  stats(): SubscriptionStats {
    return {
      name: this.name,
      type: this.#agreed?.type ?? null,
      backlog: this.cursor.unackedBelow(this.log.end),
      unacked: this.#dispatcher?.unacked ?? 0,
      consumers: this.#links.size,
      delayed: this.#dispatcher?.delayed ?? 0,
      rateOut: null,
      lastConsumedAt: this.#lastConsumedAt,
      lastAckedAt: this.#lastAckedAt,
      activeConsumer: this.#dispatcher?.active?.consumerName ?? null,
      attached: [...this.#links].map(({ consumerName: name, properties, since, unacked }) => {
        return { name, properties, address: null, since, rate: null, unacked }
      }),
    }
  }

  save(): void {
    this.#store.saveCursor.run(this.cursor.firstUnacked, this.cursor.ackedJson(), this.log.id, this.name)
  }

  kept(): void {}

  restored(): void {}

  #startDispatching({ type, keySharing }: Wanted): Dispatcher {
    this.#unlisten = this.log.onPublish(this.dispatch)
    return dispatchers[type](this, this.#store.clock, keySharing)
  }

  /** What is in the hands of consumers is forgotten: it comes again, or not, as the cursor says. */
  #dispatchAnew(): void {
    if (this.#dispatcher === null || this.#wanted === null) return
    this.#unlisten()
    this.#dispatcher.close()
    for (const link of this.#links) {
      link.recall()
      link.unacked = 0
    }
    this.#dispatcher = this.#startDispatching(this.#wanted)
    for (const link of this.#links) this.#guarded((dispatcher) => dispatcher.attach(link))
  }

  #isTaken(ranges: NonNullable<KeySharing['ranges']>): boolean {
    const taken = [...this.#links].flatMap(({ keyRanges }) => keyRanges ?? [])
    return taken.some((one) => ranges.some(({ start, end }) => start <= one.end && one.start <= end))
  }

  /** A log that cannot be read is the consumers' trouble, not that of whoever happened to cause the reading. */
  #guarded(work: (dispatcher: Dispatcher) => void): void {
    if (this.#dispatcher === null) return
    try {
      work(this.#dispatcher)
    } catch (error) {
      const failure = storeFailure(error, this.log.topic)
      for (const link of this.#links) link.fail(failure)
    }
  }

  #busy(state: string, advice: string): FailureError {
    return fail(
      'SLUICE-SUBSCRIPTION-BUSY',
      `The subscription "${this.name}" of ${this.log.topic} ${state}. ${advice}, use another subscription name, or close the other consumer.`,
      { detail: { topic: this.log.topic, subscription: this.name } },
    )
  }
}

function agreementOf({ type, keySharing }: Wanted): Agreed {
  if (type !== 'KeyShared') return { type, sharing: '' }
  if (keySharing?.ranges) return { type, sharing: 'by fixed ranges' }
  return { type, sharing: keySharing?.allowOutOfOrder ? 'by itself, out of order' : 'by itself, in order' }
}
