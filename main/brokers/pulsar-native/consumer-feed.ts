import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { Delivery, Logger } from '../../engine/ports.ts'
import type { Feed } from '../fair-pull.ts'
import type { NativeConsumer, NativeMessage } from './addon.ts'
import { CumulativeAcks, type Held } from './cumulative-acks.ts'
import { type NativeAttempt, nativeFailure } from './native-failures.ts'
import { printNativeId } from './native-ids.ts'
import { placeOf } from './place.ts'
import { toDelivery } from './to-delivery.ts'

export interface ConsumerFeedOptions {
  readonly topics: readonly string[]
  readonly attempt: NativeAttempt
  /** The subscription takes "this and all before". */
  readonly isCumulative: boolean
  readonly arrived: () => void
  readonly log: Logger
}

export interface NativeId extends Held {
  readonly feed: ConsumerFeed
}

/** One consumer of the client, of any number of topics and their partitions, and the rest of the last batch it gave. */
export class ConsumerFeed implements Feed {
  readonly #options: ConsumerFeedOptions
  readonly #consumer: NativeConsumer
  /** By topic; null where single acks are all there is. */
  readonly #cumulative: Map<string, CumulativeAcks> | null
  #queue: Delivery[] = []
  #isWanted = false
  #asking: Promise<void> | null = null
  #closing: Promise<void> | null = null
  #saidUnreadable = false
  failure: FailureError | null = null

  constructor(consumer: NativeConsumer, options: ConsumerFeedOptions) {
    this.#consumer = consumer
    this.#options = options
    this.#cumulative = options.isCumulative ? new Map() : null
  }

  get topics(): readonly string[] {
    return this.#options.topics
  }

  get waiting(): number {
    return this.#queue.length
  }

  /** Batches are asked for only while somebody waits, so that the client's queue is the one that holds messages ahead. */
  want(isWanted: boolean): void {
    this.#isWanted = isWanted
    if (isWanted && this.#queue.length === 0) this.#asking ??= this.#ask()
  }

  take(max: number): readonly Delivery[] {
    return this.#queue.splice(0, max)
  }

  async ack(ids: readonly NativeId[]): Promise<void> {
    const fresh = ids.filter((id) => !id.settled)
    try {
      await Promise.all(this.#cumulative === null ? this.#ackEach(fresh) : this.#ackUpTo(fresh, this.#cumulative))
    } catch (thrown) {
      for (const id of fresh) {
        id.settled = false
        id.covered = false
      }
      throw nativeFailure(this.#options.attempt, thrown)
    }
  }

  nack(id: NativeId): void {
    if (this.#closing === null && !id.settled) this.#consumer.negativeAcknowledgeId(id.nativeId)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Closing ends the batch that is asked for, with `AlreadyClosed`. What waits here goes back to the subscription. */
  async #close(): Promise<void> {
    this.#queue = []
    await this.#consumer.close().catch(() => {})
    await this.#asking
  }

  async #ask(): Promise<void> {
    try {
      while (this.#isWanted && this.#closing === null && this.#queue.length === 0) {
        this.#receive(await this.#consumer.batchReceive())
      }
    } catch (thrown) {
      if (this.#closing === null) this.#fail(thrown)
    } finally {
      this.#asking = null
    }
  }

  #receive(messages: readonly NativeMessage[]): void {
    if (messages.length === 0 || this.#closing !== null) return
    for (const message of messages) this.#queue.push(this.#deliver(message))
    this.#options.arrived()
  }

  #deliver(message: NativeMessage): Delivery {
    const nativeId = message.getMessageId()
    const messageId = printNativeId(nativeId)
    const id: NativeId = {
      feed: this,
      nativeId,
      messageId,
      topic: message.getTopicName(),
      settled: false,
      covered: false,
    }
    if (this.#cumulative !== null) acksOf(this.#cumulative, id.topic).handedOut(id, placeOf(messageId))
    return toDelivery(message, messageId, id, (unreadable) => this.#warn(unreadable))
  }

  /** A reconnect is the client's own matter; what ends its consumer is not. */
  #fail(thrown: unknown): void {
    this.failure = nativeFailure(this.#options.attempt, thrown)
    this.#options.arrived()
  }

  #ackEach(ids: readonly NativeId[]): Promise<unknown>[] {
    return ids.map((id) => {
      id.settled = true
      return this.#consumer.acknowledgeId(id.nativeId)
    })
  }

  #ackUpTo(ids: readonly NativeId[], cumulative: Map<string, CumulativeAcks>): Promise<unknown>[] {
    return [...Map.groupBy(ids, (id) => id.topic)].flatMap(([topic, group]) => {
      const { upTo, single } = acksOf(cumulative, topic).settle(group)
      const acks = single.map((id) => this.#consumer.acknowledgeId(id.nativeId))
      return upTo === null ? acks : [...acks, this.#consumer.acknowledgeCumulativeId(upTo.nativeId)]
    })
  }

  /** Once: a producer that writes such names does so in every message. */
  #warn(messageId: string): void {
    if (this.#saidUnreadable) return
    this.#saidUnreadable = true
    this.#options.log.warn(
      `Properties of message ${messageId} cannot be read by the native Pulsar client, as one is named "length"; it and others like it come ` +
        'without properties. The WebSocket transport reads them.',
    )
  }
}

function acksOf(cumulative: Map<string, CumulativeAcks>, topic: string): CumulativeAcks {
  const known = cumulative.get(topic) ?? new CumulativeAcks()
  cumulative.set(topic, known)
  return known
}
