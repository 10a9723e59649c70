import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { Delivery, Logger } from '../../engine/ports.ts'
import type { Feed } from '../fair-pull.ts'
import { AckBarrier } from './ack-barrier.ts'
import {
  ackFrame,
  type DeliveryFrame,
  endOfTopicFrame,
  isEndOfTopicAnswer,
  nackFrame,
  permitFrame,
  readDelivery,
} from './frames.ts'
import { ReconnectingSocket, type SocketTarget } from './reconnecting-socket.ts'
import type { Timings } from './timings.ts'

/** A message that was handed out. It is the `id` of its delivery. */
export interface Held {
  readonly feed: ConsumerFeed
  readonly messageId: string
  /** The id in the wire's form, as the connection it came by last wrote it. */
  wireId: string
  /** Running number of that connection. */
  connection: number
  /** By whoever pulls; it is no longer waiting here. */
  taken: boolean
  acknowledged: boolean
}

export interface ConsumerFeedOptions {
  readonly topic: string
  /** Messages asked for ahead. */
  readonly window: number
  readonly arrived: () => void
}

/** How long an acknowledgement given over a new connection is repeated when its message comes again. */
const lateAckMs = 60_000

/**
 * One topic of a consumer: a socket in pull mode, and what it received.
 *
 * After a lost connection the broker sends every unacknowledged message again. One that is still held is not handed out a
 * second time: the old delivery goes on under the new wire id. The same holds for one that waits here, when its topic was
 * unloaded: the service behind the socket then connects again by itself. What was taken and comes again over the same connection
 * is handed out: it may have been asked for, by a nack or the ack timeout.
 */
export class ConsumerFeed implements Feed {
  readonly #options: ConsumerFeedOptions
  readonly #socket: ReconnectingSocket
  /** Handed out or waiting, and neither acknowledged nor refused; by message id. */
  readonly #held = new Map<string, Held>()
  /** Acks whose message came by an earlier connection, by message id. The broker may not know it and send it again. */
  readonly #lateAcks = new Map<string, { wireId: string; at: number }>()
  readonly #barrier: AckBarrier
  #queue: Delivery[] = []
  #permits = 0
  #connection = 0
  #reopened: PromiseWithResolvers<void> | null = null
  failure: FailureError | null = null

  constructor(options: ConsumerFeedOptions, target: SocketTarget, timings: Timings, log: Logger) {
    this.#options = options
    this.#barrier = new AckBarrier(timings)
    this.#socket = new ReconnectingSocket(target, timings, log, {
      opened: () => this.#opened(),
      frame: (frame) => this.#receive(frame as object),
      lost: () => this.#lost(),
      failed: (failure) => this.#failed(failure),
    })
  }

  /** Full name, as it was asked for. */
  get topic(): string {
    return this.#options.topic
  }

  open(): Promise<void> {
    return this.#socket.open()
  }

  get waiting(): number {
    return this.#queue.length
  }

  take(max: number): readonly Delivery[] {
    const taken = max >= this.#queue.length ? this.#queue : this.#queue.slice(0, max)
    this.#queue = taken === this.#queue ? [] : this.#queue.slice(max)
    for (const { id } of taken) (id as Held).taken = true
    this.#grant()
    return taken
  }

  /** Undefined when it is sent; otherwise a promise that resolves when there is a connection again and it was sent there. */
  ack(held: Held): Promise<void> | undefined {
    if (held.acknowledged) return undefined
    held.acknowledged = true
    this.#letGo(held)
    const { messageId, wireId } = held
    if (!this.#isCurrent(held)) this.#lateAcks.set(messageId, { wireId, at: Date.now() })
    this.#sendAck(wireId)
    return this.#reopened?.promise
  }

  /** A message of an earlier connection needs no nack: it comes again by itself once it is not held here. */
  nack(held: Held): void {
    if (this.#letGo(held) && this.#isCurrent(held)) this.#socket.send(nackFrame(held.wireId))
  }

  /** Acknowledgements that were sent have arrived by then, unless the connection breaks meanwhile. */
  async close(): Promise<void> {
    if (this.#socket.isOpen) await this.#barrier.pass(() => this.#socket.send(endOfTopicFrame))
    await this.#socket.close()
    this.#reopened?.resolve()
  }

  #opened(): void {
    this.#connection += 1
    for (const late of this.#lateAcks.values()) {
      late.at = Date.now()
      this.#sendAck(late.wireId)
    }
    this.#grant()
    this.#reopened?.resolve()
    this.#reopened = null
  }

  /** What nobody has taken is forgotten: the broker may give it to another consumer. */
  #lost(): void {
    this.#permits = 0
    this.#barrier.answered()
    for (const { messageId } of this.#queue) this.#held.delete(messageId)
    this.#queue = []
    this.#reopened = Promise.withResolvers()
    // Nobody may be waiting for it.
    this.#reopened.promise.catch(() => {})
  }

  #failed(failure: FailureError): void {
    this.failure = failure
    this.#reopened?.reject(failure)
    this.#options.arrived()
  }

  #receive(frame: object): void {
    if (isEndOfTopicAnswer(frame)) this.#barrier.answered()
    else this.#receiveMessage(frame as DeliveryFrame)
  }

  #receiveMessage(frame: DeliveryFrame): void {
    this.#permits -= 1
    const parts = readDelivery(frame, this.#options.topic)
    if (this.#isSettled(parts.messageId)) this.#sendAck(frame.messageId)
    else if (!this.#isStillHeld(parts.messageId, frame.messageId)) this.#enqueue(parts, frame.messageId)
    this.#grant()
  }

  #sendAck(wireId: string): void {
    this.#socket.send(ackFrame(wireId))
    this.#barrier.sent()
  }

  /** False when it was settled before, or handed out again since. */
  #letGo(held: Held): boolean {
    return this.#held.get(held.messageId) === held && this.#held.delete(held.messageId)
  }

  #isCurrent(held: Held): boolean {
    return held.connection === this.#connection && this.#socket.isOpen
  }

  #enqueue(parts: Omit<Delivery, 'id'>, wireId: string): void {
    const { messageId } = parts
    const id: Held = { feed: this, messageId, wireId, connection: this.#connection, taken: false, acknowledged: false }
    this.#held.set(messageId, id)
    this.#queue.push({ id, ...parts })
    this.#options.arrived()
  }

  #isSettled(messageId: string): boolean {
    if (this.#lateAcks.size === 0) return false
    for (const [id, { at }] of this.#lateAcks) {
      if (at + lateAckMs > Date.now()) break
      this.#lateAcks.delete(id)
    }
    return this.#lateAcks.delete(messageId)
  }

  #isStillHeld(messageId: string, wireId: string): boolean {
    const held = this.#held.get(messageId)
    if (!held || (held.taken && held.connection === this.#connection)) return false
    held.wireId = wireId
    held.connection = this.#connection
    return true
  }

  /** Keeps the window full, in steps of half of it. */
  #grant(): void {
    const missing = this.#options.window - this.#permits - this.#queue.length
    if (!this.#socket.isOpen || missing * 2 < this.#options.window) return
    this.#permits += missing
    this.#socket.send(permitFrame(missing))
  }
}
