import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { Logger, OutgoingMessage, Producer } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import { decodeMessageId, printMessageId } from '../message-id.ts'
import { type ReceiptFrame, sendFrame, tooLarge } from './frames.ts'
import { ReconnectingSocket, type SocketTarget } from './reconnecting-socket.ts'
import { isDisconnected, sendRefused, sendTimedOut } from './send-failures.ts'
import type { Timings } from './timings.ts'

export interface ProducerSettings {
  readonly topic: string
  readonly sendTimeoutMs: number
  /** Unconfirmed frames at the other side; more would be refused there, so further ones wait here. */
  readonly window: number
}

interface Unconfirmed {
  readonly context: number
  readonly frame: string
  readonly deadline: number
  readonly resolve: (messageId: string) => void
  readonly reject: (failure: FailureError) => void
}

/** Bytes that may wait for the network before the rest waits as messages. */
const bufferLimitBytes = 4 * 1024 * 1024
/** WebSocket close code "message too big". */
const tooBig = 1009

/**
 * Sends are written in the order of the calls, matched to their receipts by `context`, and written again in that order on
 * a new connection. When one times out all fail, as in Pulsar's own clients: confirming later ones first would break the
 * order for whoever tries again.
 */
export class WebSocketProducer implements Producer {
  readonly topic: string
  readonly #settings: ProducerSettings
  readonly #socket: ReconnectingSocket
  /** Written and not confirmed, oldest first. */
  readonly #written = new Map<number, Unconfirmed>()
  /** Not yet written, oldest first. Its head is at `#nextWaiting`. */
  #waiting: Unconfirmed[] = []
  #nextWaiting = 0
  #lastContext = 0
  #flushes: { readonly upTo: number; readonly resolve: () => void }[] = []
  #sweep: NodeJS.Timeout | undefined
  #failure: FailureError | null = null

  constructor(settings: ProducerSettings, target: SocketTarget, timings: Timings, log: Logger) {
    this.topic = settings.topic
    this.#settings = settings
    this.#socket = new ReconnectingSocket(target, timings, log, {
      opened: () => this.#writeAgain(),
      frame: (frame) => this.#receive(frame as ReceiptFrame),
      lost: (closeCode) => closeCode === tooBig && this.#refuseLargest(),
      failed: (failure) => this.#end(failure),
    })
  }

  async open(): Promise<void> {
    await this.#socket.open()
  }

  send(message: OutgoingMessage): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure
      const context = ++this.#lastContext
      const frame = sendFrame(message, context, this.topic)
      this.#waiting.push({ context, frame, deadline: Date.now() + this.#settings.sendTimeoutMs, resolve, reject })
      this.#startSweep()
      this.#write()
    })
  }

  flush(): Promise<void> {
    if (this.#oldest() === undefined) return Promise.resolve()
    return new Promise((resolve) => this.#flushes.push({ upTo: this.#lastContext, resolve }))
  }

  async close(): Promise<void> {
    this.#end(alreadyClosed(`The producer of ${this.topic}`))
    await this.#socket.close()
  }

  /** Fills the window, unless the network is behind: then a receipt, which is bound to come, goes on. */
  #write(): void {
    const socket = this.#socket
    while (this.#nextWaiting < this.#waiting.length && this.#written.size < this.#settings.window) {
      if (!socket.isOpen || (this.#written.size > 0 && socket.bufferedBytes > bufferLimitBytes)) return
      const next = this.#waiting[this.#nextWaiting++]!
      this.#written.set(next.context, next)
      socket.send(next.frame)
    }
    this.#compact()
  }

  #compact(): void {
    if (this.#nextWaiting < 1024 && this.#nextWaiting < this.#waiting.length) return
    this.#waiting = this.#waiting.slice(this.#nextWaiting)
    this.#nextWaiting = 0
  }

  #writeAgain(): void {
    for (const { frame } of this.#written.values()) this.#socket.send(frame)
    this.#write()
  }

  #receive(receipt: ReceiptFrame): void {
    if (receipt.context === undefined) throw new RangeError(receipt.errorMsg ?? 'a receipt without a context')
    const context = Number(receipt.context)
    const unconfirmed = this.#written.get(context)
    // A second receipt, or one that came after the time-out.
    if (!unconfirmed) return
    if (isDisconnected(receipt)) this.#socket.renew(receipt.errorMsg ?? receipt.result)
    else this.#settle(unconfirmed, receipt)
  }

  #settle({ context, resolve, reject }: Unconfirmed, { result, messageId, ...rest }: ReceiptFrame): void {
    this.#written.delete(context)
    if (result === 'ok' && messageId) resolve(printMessageId(decodeMessageId(messageId)))
    else reject(sendRefused({ result, ...rest }, this.topic))
    this.#write()
    this.#settleFlushes()
  }

  /** The other side's limit is lower than the usual one, and does not say which frame broke it. */
  #refuseLargest(): void {
    let largest: Unconfirmed | undefined
    for (const each of this.#written.values()) if (each.frame.length > (largest?.frame.length ?? 0)) largest = each
    if (!largest) return
    this.#written.delete(largest.context)
    largest.reject(tooLarge(this.topic, `a frame of ${largest.frame.length} characters was refused`))
    this.#settleFlushes()
  }

  /** Nothing more is taken. */
  #end(failure: FailureError): void {
    this.#failure ??= failure
    this.#rejectAll(failure)
    clearInterval(this.#sweep)
  }

  #rejectAll(failure: FailureError): void {
    const all = [...this.#written.values(), ...this.#waiting.slice(this.#nextWaiting)]
    this.#written.clear()
    this.#waiting = []
    this.#nextWaiting = 0
    for (const { reject } of all) reject(failure)
    this.#settleFlushes()
  }

  #oldest(): Unconfirmed | undefined {
    for (const first of this.#written.values()) return first
    return this.#waiting[this.#nextWaiting]
  }

  #settleFlushes(): void {
    if (this.#flushes.length === 0) return
    const oldest = this.#oldest()?.context ?? Number.POSITIVE_INFINITY
    const done = this.#flushes.findIndex(({ upTo }) => upTo >= oldest)
    for (const { resolve } of this.#flushes.splice(0, done < 0 ? this.#flushes.length : done)) resolve()
  }

  /** One timer for all messages; it ends when nothing is waiting. */
  #startSweep(): void {
    this.#sweep ??= setInterval(
      () => this.#checkDeadlines(),
      Math.min(1_000, Math.ceil(this.#settings.sendTimeoutMs / 4)),
    )
  }

  #checkDeadlines(): void {
    const oldest = this.#oldest()
    if (oldest && oldest.deadline > Date.now()) return
    if (oldest) this.#rejectAll(sendTimedOut(this.topic, this.#settings.sendTimeoutMs))
    clearInterval(this.#sweep)
    this.#sweep = undefined
  }
}
