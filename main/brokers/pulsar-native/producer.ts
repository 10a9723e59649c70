import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { OutgoingMessage, Producer } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import type { NativeProducer, ProducerMessage } from './addon.ts'
import { type NativeAttempt, nativeFailure } from './native-failures.ts'
import { printNativeId } from './native-ids.ts'

export interface ProducerSettings {
  /** Full name. */
  readonly topic: string
  readonly address: string
  /** Unconfirmed messages at the client, at most; further ones wait here. */
  readonly window: number
  readonly openNative: () => Promise<NativeProducer>
}

interface Unconfirmed {
  readonly number: number
  readonly message: ProducerMessage
  readonly resolve: (messageId: string) => void
  readonly reject: (failure: FailureError) => void
}

/** Sends in the order of the calls. The client connects again and repeats by itself. */
export class PulsarProducer implements Producer {
  readonly topic: string
  readonly #settings: ProducerSettings
  readonly #attempt: NativeAttempt
  #producer: NativeProducer | null = null
  /** Not confirmed, oldest first: those at the client, then those that wait here. */
  readonly #unconfirmed = new Map<number, Unconfirmed>()
  readonly #waiting: Unconfirmed[] = []
  #atClient = 0
  #lastNumber = 0
  #flushes: { readonly upTo: number; readonly resolve: () => void }[] = []
  #failure: FailureError | null = null
  #closing: Promise<void> | null = null

  constructor(settings: ProducerSettings) {
    this.topic = settings.topic
    this.#settings = settings
    this.#attempt = { subject: `a message for ${settings.topic}`, address: settings.address, kind: 'send' }
  }

  async open(): Promise<void> {
    this.#producer = await this.#settings.openNative()
    if (this.#failure) {
      await this.#producer.close().catch(() => {})
      throw this.#failure
    }
  }

  send(message: OutgoingMessage): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.#failure) throw this.#failure
      const next = { number: ++this.#lastNumber, message: toProducerMessage(message, this.topic), resolve, reject }
      this.#unconfirmed.set(next.number, next)
      if (this.#atClient < this.#settings.window && this.#waiting.length === 0) this.#give(next)
      else this.#waiting.push(next)
    })
  }

  async flush(): Promise<void> {
    if (this.#unconfirmed.size === 0) return
    const confirmed = new Promise<void>((resolve) => this.#flushes.push({ upTo: this.#lastNumber, resolve }))
    // What failed is told to whoever sent it.
    await this.#producer?.flush().catch(() => {})
    await confirmed
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#failure = alreadyClosed(`The producer of ${this.topic}`)
    this.#rejectWaiting(this.#failure)
    await this.#producer?.close().catch(() => {})
    this.#rejectAll(this.#failure)
  }

  #give(next: Unconfirmed): void {
    this.#atClient += 1
    void this.#sendNow(next.message).then(
      (messageId) => this.#settle(next, () => next.resolve(messageId)),
      (thrown: unknown) => this.#refused(next, nativeFailure(this.#attempt, thrown)),
    )
  }

  async #sendNow(message: ProducerMessage): Promise<string> {
    return printNativeId(await this.#producer!.send(message))
  }

  /** When one times out the client gives up all it has; those behind must not overtake them when they are tried again. */
  #refused(next: Unconfirmed, failure: FailureError): void {
    if (failure.failure.code === 'SLUICE-SEND-TIMEOUT') this.#rejectWaiting(failure)
    this.#settle(next, () => next.reject(this.#failure ?? failure))
  }

  #settle(settled: Unconfirmed, tell: () => void): void {
    this.#atClient -= 1
    this.#unconfirmed.delete(settled.number)
    tell()
    while (this.#waiting.length > 0 && this.#atClient < this.#settings.window) this.#give(this.#waiting.shift()!)
    this.#settleFlushes()
  }

  #rejectWaiting(failure: FailureError): void {
    for (const { number, reject } of this.#waiting.splice(0)) {
      this.#unconfirmed.delete(number)
      reject(failure)
    }
  }

  #rejectAll(failure: FailureError): void {
    for (const { reject } of this.#unconfirmed.values()) reject(failure)
    this.#unconfirmed.clear()
    this.#settleFlushes()
  }

  #settleFlushes(): void {
    if (this.#flushes.length === 0) return
    const [oldest = Number.POSITIVE_INFINITY] = this.#unconfirmed.keys()
    const done = this.#flushes.findIndex(({ upTo }) => upTo >= oldest)
    for (const { resolve } of this.#flushes.splice(0, done < 0 ? this.#flushes.length : done)) resolve()
  }
}

/** Throws `SLUICE-SEND-REFUSED` for texts that the client would cut. */
function toProducerMessage(message: OutgoingMessage, topic: string): ProducerMessage {
  const { payload, key, orderingKey, properties, eventTime, sequenceId, deliverAt } = message
  refuseNul('key', key, topic)
  refuseNul('ordering key', orderingKey, topic)
  for (const [name, value] of Object.entries(properties))
    refuseNul(`property ${JSON.stringify(name)}`, name + value, topic)
  return {
    // Another value than bytes would be sent as nothing.
    data: Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength),
    properties,
    ...(key !== null && { partitionKey: key }),
    ...(orderingKey !== null && { orderingKey }),
    ...(eventTime !== null && { eventTimestamp: eventTime }),
    ...(sequenceId !== null && { sequenceId }),
    ...(deliverAt !== null && { deliverAt }),
  }
}

function refuseNul(what: string, text: string | null, topic: string): void {
  if (text === null || !text.includes('\0')) return
  throw fail(
    'SLUICE-SEND-REFUSED',
    `The ${what} of a message for ${topic} has a NUL character, at which the native Pulsar client would cut it. Remove it in a step before the sink.`,
    { detail: { topic } },
  )
}
