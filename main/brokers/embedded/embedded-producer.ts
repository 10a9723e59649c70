import { FailureError, fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Clock, OutgoingMessage, ProduceOptions, Producer } from '../../engine/ports.ts'
import { alreadyClosed } from '../failures.ts'
import type { GroupCommit, PendingWrite, Saved } from './group-commit.ts'
import { type KeyHash, keyHash } from './key-hash.ts'
import { printMessageId } from './message-id.ts'
import { murmur3 } from './murmur3.ts'
import type { NewMessage } from './stored-message.ts'
import type { TopicLog } from './topic-log.ts'
import type { Writer } from './topic-writers.ts'
import type { Topic } from './topics.ts'

/** Pulsar's default limit of a message, in bytes; and of one that a real broker would get in parts, which are one piece here. */
const largestPayload = 5 * 1024 * 1024
const largestInParts = 100 * 1024 * 1024

/** Milliseconds from 1970 to the first and last moment that a Date can be; beyond them SQLite's numbers are not JavaScript's. */
const furthestTime = 8_640_000_000_000_000

/** A send until its transaction is on the disk. */
class PendingSend implements PendingWrite {
  readonly #log: TopicLog
  readonly #message: NewMessage
  readonly #resolve: (messageId: string) => void
  readonly #reject: (failure: FailureError) => void
  #entry = -1

  constructor(
    log: TopicLog,
    message: NewMessage,
    resolve: (messageId: string) => void,
    reject: (failure: FailureError) => void,
  ) {
    this.#log = log
    this.#message = message
    this.#resolve = resolve
    this.#reject = reject
  }

  write(touched: Set<Saved>): void {
    touched.add(this.#log)
    this.#entry = this.#log.append(this.#message)
  }

  committed(): void {
    const { publishTime, eventTime, deliverAt, key, orderingKey, properties, payload } = this.#message
    const entry = this.#entry
    this.#log.publish({ entry, publishTime, eventTime, deliverAt, key, orderingKey, properties, payload })
    this.#resolve(printMessageId(this.#log.id, entry, this.#log.partition))
  }

  failed(failure: FailureError): void {
    this.#reject(failure)
  }
}

export class EmbeddedProducer implements Producer, Writer {
  readonly topic: string
  readonly name: string
  readonly properties: Writer['properties']
  readonly since: number
  readonly accessMode: Writer['accessMode']
  readonly #logs: readonly TopicLog[]
  readonly #commits: GroupCommit
  readonly #clock: Clock
  /** Where messages without a key go next, and whether that moves on with each. */
  #turn: number
  readonly #turns: boolean
  readonly #hash: KeyHash
  readonly #largest: number
  readonly #onClose: (producer: EmbeddedProducer, failure: FailureError) => void
  /** What every send is refused with. */
  #refusal: FailureError | null = null

  /** Throws `SLUICE-BROKER-REFUSED` for a key hash that is not known here. */
  constructor(
    topic: Topic,
    options: ProduceOptions,
    commits: GroupCommit,
    clock: Clock,
    onClose: (producer: EmbeddedProducer, failure: FailureError) => void,
  ) {
    this.topic = topic.name
    this.name = options.producerName ?? ''
    this.properties = options.properties ?? {}
    this.since = clock.now()
    this.accessMode = options.accessMode ?? 'Shared'
    this.#logs = topic.partitions.map((partition) => partition.log)
    this.#commits = commits
    this.#clock = clock
    this.#onClose = onClose
    this.#turn = murmur3(options.producerName ?? topic.name) % this.#logs.length
    this.#turns = options.messageRoutingMode !== 'SinglePartition'
    this.#hash = keyHash(options.hashingScheme)
    this.#largest = options.chunkingEnabled ? largestInParts : largestPayload
  }

  fence(failure: FailureError): void {
    this.#refusal ??= failure
  }

  send(message: OutgoingMessage): Promise<string> {
    return new Promise((resolve, reject) => {
      try {
        if (this.#refusal !== null) throw this.#refusal
        const accepted = this.#accept(message)
        this.#commits.add(new PendingSend(this.#logFor(message), accepted, resolve, reject))
      } catch (error) {
        reject(new FailureError(toFailure(error, 'SLUICE-BROKER-REFUSED')))
      }
    })
  }

  async flush(): Promise<void> {
    await this.#commits.settled()
  }

  async close(): Promise<void> {
    const failure = alreadyClosed(`The producer of ${this.topic}`)
    this.#refusal = failure
    this.#onClose(this, failure)
    await this.#commits.settled()
  }

  #accept(message: OutgoingMessage): NewMessage {
    const { payload, properties, key, orderingKey, eventTime, deliverAt } = message
    if (payload.length > this.#largest) {
      throw fail(
        'SLUICE-MESSAGE-TOO-LARGE',
        `A message of ${payload.length} bytes was refused by ${this.topic}: the limit is ${this.#largest}. Send it in parts, or send where it is stored.`,
      )
    }
    this.#refuseTime('eventTime', eventTime)
    this.#refuseTime('deliverAt', deliverAt)
    const json = JSON.stringify(properties)
    const propertiesJson = json === '{}' ? null : json
    return {
      payload,
      properties,
      propertiesJson,
      key: asStored(key),
      orderingKey: asStored(orderingKey),
      eventTime,
      deliverAt,
      publishTime: this.#clock.now(),
    }
  }

  #refuseTime(name: string, time: number | null): void {
    if (time === null || Math.abs(time) <= furthestTime) return
    throw fail(
      'SLUICE-BROKER-REFUSED',
      `A message with ${name} ${time} was refused by ${this.topic}: that is no time in milliseconds since 1970. Correct the step that sets it.`,
    )
  }

  /** By key, else in turn, else always the same. */
  #logFor(message: OutgoingMessage): TopicLog {
    const count = this.#logs.length
    if (count === 1) return this.#logs[0]!
    if (message.key !== null) return this.#logs[this.#hash(message.key) % count]!
    if (this.#turns) this.#turn = (this.#turn + 1) % count
    return this.#logs[this.#turn]!
  }
}

/** As UTF-8 has it, with a replacement character for half of a surrogate pair: the same from memory as from the store. */
function asStored(key: string | null): string | null {
  return key === null ? null : key.toWellFormed()
}
