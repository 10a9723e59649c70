import type { Delivery, Logger } from '../../engine/ports.ts'
import type { Feed } from '../fair-pull.ts'
import type { MessageId } from '../message-id.ts'
import type { NativeMessage, NativeReader } from './addon.ts'
import { printNativeId } from './native-ids.ts'
import { comparePlaces, type Place, placeOf } from './place.ts'
import { toDelivery } from './to-delivery.ts'

/** Where one partition is read from. */
export interface ReaderStart {
  /** After this one: its index in the batch, or the whole entry. */
  readonly after: MessageId | null
  /** Epoch milliseconds; messages published before are left out. */
  readonly time: number | null
}

export interface ReaderFeedOptions {
  readonly start: ReaderStart
  /** Messages kept here, at most. */
  readonly window: number
  readonly arrived: () => void
  readonly log: Logger
}

/**
 * One topic or partition of a reader. The client's reader pushes: each message waits, and with it the client's thread, until there is
 * room here. Reading on demand is no way: it holds a thread of the process until a message comes, and breaks memory when it is ended.
 *
 * The client drops what it has before `createReader` has resolved. So it starts at the end, and is then taken to where it should be.
 */
export class ReaderFeed implements Feed {
  readonly failure = null
  readonly #options: ReaderFeedOptions
  readonly #after: Place | null
  #reader: NativeReader | null = null
  #queue: Delivery[] = []
  #last: Place | null = null
  #makeRoom: (() => void) | null = null
  #closing: Promise<void> | null = null

  constructor(options: ReaderFeedOptions) {
    this.#options = options
    this.#after = options.start.after && afterPlace(options.start.after)
  }

  /** `create` gets the listener; `seek` takes the new reader to its start. */
  async open(
    create: (listener: (message: NativeMessage) => Promise<void> | undefined) => Promise<NativeReader>,
    seek: (reader: NativeReader) => Promise<unknown>,
  ): Promise<void> {
    this.#reader = await create((message) => this.#receive(message))
    await seek(this.#reader)
  }

  get waiting(): number {
    return this.#queue.length
  }

  take(max: number): readonly Delivery[] {
    const taken = this.#queue.splice(0, max)
    if (this.#queue.length < this.#options.window) this.#goOn()
    return taken
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#queue = []
    this.#goOn()
    await this.#reader?.close().catch(() => {})
  }

  #goOn(): void {
    this.#makeRoom?.()
    this.#makeRoom = null
  }

  /** Its promise never rejects: the client's thread would wait for ever. */
  #receive(message: NativeMessage): Promise<void> | undefined {
    if (this.#closing !== null) return undefined
    const messageId = printNativeId(message.getMessageId())
    const place = placeOf(messageId)
    if (this.#last !== null && comparePlaces(place, this.#last) < 0) this.#takeBack(place)
    this.#last = place
    if (!this.#isWanted(message, place)) return undefined
    this.#queue.push(toDelivery(message, messageId, messageId, (unreadable) => this.#warn(unreadable)))
    this.#options.arrived()
    if (this.#queue.length < this.#options.window) return undefined
    return new Promise((resolve) => {
      this.#makeRoom = resolve
    })
  }

  /** What came before the reader was taken to its start comes again, in its place. */
  #takeBack(place: Place): void {
    this.#queue = this.#queue.filter(({ messageId }) => comparePlaces(placeOf(messageId), place) < 0)
  }

  #isWanted(message: NativeMessage, place: Place): boolean {
    const { time } = this.#options.start
    if (this.#after !== null && comparePlaces(place, this.#after) <= 0) return false
    return time === null || message.getPublishTimestamp() >= time
  }

  #warn(messageId: string): void {
    this.#options.log.warn(
      `Properties of message ${messageId} cannot be read by the native Pulsar client, as one is named "length"; it is shown without.`,
    )
  }
}

function afterPlace({ ledger, entry, batchIndex }: MessageId): Place {
  return [Number(ledger), Number(entry), batchIndex < 0 ? Number.POSITIVE_INFINITY : batchIndex]
}
