import type { FailureError } from '../../../shared/ipc/failure.ts'
import {
  type Clock,
  type Consumer,
  type Delivery,
  type InitialPosition,
  isTransient,
  type SubscribeOptions,
} from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import { Arrival } from './arrival.ts'
import { DueQueue } from './due-queue.ts'
import type { GroupCommit } from './group-commit.ts'
import { Inbox } from './inbox.ts'
import type { Subscription } from './subscription.ts'
import { DeliveryId, entriesByLink, type LinkOwner, SubscriptionLink } from './subscription-link.ts'

/** Pulsar's defaults. */
const defaultQueueSize = 1_000
const defaultNackDelayMs = 60_000

/**
 * The subscriptions of topics and their partitions, made where they are missing, without those in `own`. All are free for what was
 * asked for, or this throws.
 */
export type OpenSubscriptions = (
  topics: readonly string[],
  initialPosition: InitialPosition,
  own: ReadonlySet<Subscription>,
) => readonly Subscription[]

/** Consumes from one subscription per topic and partition, through one inbox. */
export class EmbeddedConsumer implements Consumer, LinkOwner {
  readonly options: SubscribeOptions
  readonly #open: OpenSubscriptions
  readonly #clock: Clock
  readonly #commits: GroupCommit
  readonly #inbox: Inbox
  readonly #arrival: Arrival
  readonly #redeliveries: DueQueue<readonly unknown[]>
  readonly #links: SubscriptionLink[] = []
  readonly #onClose: () => void
  #waiting = false
  /** What the next pull rejects with; one that may pass is told once, after that the store is asked again. */
  #failure: FailureError | null = null
  #closed = false

  /** Attached to all of its subscriptions when this returns. */
  constructor(
    open: OpenSubscriptions,
    options: SubscribeOptions,
    commits: GroupCommit,
    clock: Clock,
    onClose: () => void,
  ) {
    this.options = options
    this.#open = open
    this.#clock = clock
    this.#commits = commits
    this.#onClose = onClose
    this.#inbox = new Inbox(Math.max(1, queueSizeOf(options)))
    this.#arrival = new Arrival(clock)
    this.#redeliveries = new DueQueue(clock, (groups) => this.#redeliver(groups.flat()))
    this.#read(options.topics, options.initialPosition)
  }

  async add(topics: readonly string[], initialPosition: InitialPosition): Promise<void> {
    if (this.#closed) throw alreadyClosed(`The consumer of "${this.options.subscription}"`)
    this.#read(topics, initialPosition)
  }

  async pull(max: number): Promise<readonly Delivery[]> {
    if (this.#inbox.isEmpty && !this.#closed) await this.#wait()
    if (this.#closed) return []
    this.#throwFailure()
    const taken = this.#inbox.take(max)
    this.#expectAcks(taken)
    if (this.#inbox.wantsMore) this.#refill()
    return taken
  }

  async ack(ids: readonly unknown[]): Promise<void> {
    if (this.#closed) throw alreadyClosed(`The consumer of "${this.options.subscription}"`)
    const saved = [...entriesByLink(ids)].map(([link, entries]) => link.subscription.acknowledge(entries))
    await Promise.all(saved)
  }

  nack(ids: readonly unknown[]): void {
    if (this.#closed || ids.length === 0) return
    const delay = this.options.negativeAckRedeliveryDelayMs ?? defaultNackDelayMs
    const tick = Math.min(100, Math.max(1, Math.floor(delay / 3)))
    this.#redeliveries.add(ids, Math.ceil((this.#clock.now() + delay) / tick) * tick)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    this.#onClose()
    this.#redeliveries.close()
    this.#inbox.drop(() => true)
    for (const link of this.#links) link.subscription.detach(link)
    this.#arrival.ring()
    await this.#commits.settled()
  }

  /** With a queue of 0, one message at a time, and only while someone waits for it. */
  room(): number {
    if (this.#closed) return 0
    return queueSizeOf(this.options) === 0 && !this.#waiting ? 0 : this.#inbox.room
  }

  receive(delivery: Delivery): void {
    this.#inbox.add(delivery)
    this.#arrival.ring()
  }

  recall(link: SubscriptionLink): void {
    this.#inbox.drop(({ id }) => id instanceof DeliveryId && id.link === link)
  }

  fail(failure: FailureError): void {
    if (this.#failure === null || isTransient(this.#failure.failure)) this.#failure = failure
    this.#arrival.ring()
  }

  #read(topics: readonly string[], initialPosition: InitialPosition): void {
    const own = new Set(this.#links.map((link) => link.subscription))
    for (const subscription of this.#open(topics, initialPosition, own)) {
      const link = new SubscriptionLink(subscription, this, this.#clock.now())
      this.#links.push(link)
      subscription.attach(link, this.options)
    }
  }

  #throwFailure(): void {
    const failure = this.#failure
    if (failure === null) return
    if (isTransient(failure.failure)) this.#failure = null
    throw failure
  }

  async #wait(): Promise<void> {
    this.#waiting = true
    this.#refill()
    if (this.#inbox.isEmpty && this.#failure === null) await this.#arrival.wait()
    this.#waiting = false
  }

  /** Begins with another log each time, so that a long backlog of one does not hide the others. */
  #refill(): void {
    this.#links.push(...this.#links.splice(0, 1))
    for (const link of this.#links) link.subscription.dispatch()
  }

  /** The time-out counts from the moment the application has the message, as in Pulsar's clients. */
  #expectAcks(taken: readonly Delivery[]): void {
    const { ackTimeoutMs } = this.options
    if (ackTimeoutMs === undefined || taken.length === 0) return
    const ids = taken.map((delivery) => delivery.id)
    this.#redeliveries.add(ids, this.#clock.now() + ackTimeoutMs)
  }

  #redeliver(ids: readonly unknown[]): void {
    for (const [link, entries] of entriesByLink(ids)) link.subscription.redeliver(link, entries)
  }
}

function queueSizeOf({ receiverQueueSize = defaultQueueSize, maxTotalReceiverQueueSize }: SubscribeOptions): number {
  return Math.min(receiverQueueSize, maxTotalReceiverQueueSize ?? receiverQueueSize)
}
