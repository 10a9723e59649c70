import { fail } from '../../../shared/ipc/failure.ts'
import type { Clock, Delivery, Reader, ReadPosition } from '../../engine/ports.ts'
import { Arrival } from './arrival.ts'
import { storeFailure } from './database.ts'
import { toDelivery } from './delivery.ts'
import { parseMessageId } from './message-id.ts'
import type { TopicLog } from './topic-log.ts'
import type { Topic } from './topics.ts'

interface Place {
  readonly log: TopicLog
  position: number
}

/** Reads the logs of a topic from a place on, and holds nothing back from trimming: what is trimmed is skipped. */
export class EmbeddedReader implements Reader {
  readonly #places: Place[]
  readonly #arrival: Arrival
  readonly #unlisten: readonly (() => void)[]
  readonly #onClose: () => void
  #closed = false

  constructor(topic: Topic, from: ReadPosition, clock: Clock, onClose: () => void) {
    const start = startOf(topic, from)
    this.#onClose = onClose
    this.#places = topic.partitions.map(({ log }) => ({ log, position: start(log) }))
    this.#arrival = new Arrival(clock)
    this.#unlisten = topic.partitions.map(({ log }) => log.onPublish(() => this.#arrival.ring()))
  }

  async pull(max: number): Promise<readonly Delivery[]> {
    if (this.#closed) return []
    const there = this.#read(max)
    if (there.length > 0) return there
    await this.#arrival.wait()
    return this.#closed ? [] : this.#read(max)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#onClose()
    for (const unlisten of this.#unlisten) unlisten()
    this.#arrival.ring()
  }

  /**
   * Begins with another log each time, so that a full one does not hide the others. Throws when a log cannot be read, but
   * not while it has messages of others to give.
   */
  #read(max: number): Delivery[] {
    this.#places.push(this.#places.shift()!)
    const deliveries: Delivery[] = []
    try {
      for (const place of this.#places) readOn(place, max, deliveries)
    } catch (error) {
      if (deliveries.length === 0) throw error
    }
    return deliveries
  }
}

/** Fills up to `max`. */
function readOn(place: Place, max: number, deliveries: Delivery[]): void {
  const { log } = place
  try {
    for (const message of log.read(place.position, max - deliveries.length)) {
      deliveries.push(toDelivery(message, log, message.entry, 0))
      place.position = message.entry + 1
    }
  } catch (error) {
    throw storeFailure(error, log.topic)
  }
}

/** The entry at which reading each log of the topic begins. */
function startOf(topic: Topic, from: ReadPosition): (log: TopicLog) => number {
  if (from === 'earliest') return (log) => log.first
  if (from === 'latest') return (log) => log.end
  if ('time' in from) return (log) => log.entryAt(from.time)
  return startAfter(topic, from.messageId)
}

/** In the log of the message, the entry after it; in the other partitions, what was published at the same time or later. */
function startAfter(topic: Topic, messageId: string): (log: TopicLog) => number {
  const place = parseMessageId(messageId)
  const named = topic.partitions.find(({ log }) => log.id === place.log)?.log
  if (named === undefined) {
    throw fail(
      'SLUICE-MESSAGE-ID',
      `The message ${messageId} is not of ${topic.name}. Take an id from a tail of this topic.`,
    )
  }
  const time = named.get(Math.max(named.first, place.entry))?.publishTime ?? 0
  return (log) => (log === named ? place.entry + 1 : log.entryAt(time))
}
