import type { Failure } from './ipc/failure.ts'

/**
 * Where a message came from. One Origin is made for each message a source receives and is shared, unchanged, by every
 * message derived from it; that is how the engine knows which source message to acknowledge.
 */
export interface Origin {
  /** Full topic name, or the source node's own name for sources without topics. */
  readonly topic: string
  /** Printable, unique within the topic: `ledger:entry:partition:batchIndex`, or a running number. */
  readonly messageId: string
  /** Epoch milliseconds; 0 when unknown. */
  readonly publishTime: number
  /** 0 on first delivery. */
  readonly redeliveryCount: number
  /** Payload size in bytes, for the in-flight budget. */
  readonly size: number
  /** Written by the engine alone: the slot in the in-flight tracker. -1 outside a running pipeline. */
  token: number
}

/**
 * One message on a wire. Immutable: to change it, spread it (`{ ...message, value }`), which keeps its origin.
 * `value` stays bytes (`Uint8Array`) until a step decodes it.
 */
export interface Message {
  readonly value: unknown
  readonly key: string | null
  readonly properties: Readonly<Record<string, string>>
  /** Where the message asks to be sent; null lets the sink decide. */
  readonly topic: string | null
  /** Routing key for partitions when it differs from `key`. */
  readonly partitionKey: string | null
  readonly orderingKey: string | null
  /** Epoch milliseconds; null when not set. */
  readonly eventTime: number | null
  /** Set by a producer that wants broker-side deduplication. */
  readonly sequenceId: number | null
  /** Epoch milliseconds before which the broker must not deliver it; null for at once. */
  readonly deliverAt: number | null
  /** Present only on messages that came out of an `errors` port. */
  readonly failure: Failure | null
  readonly origin: Origin
}

/** No properties; shared so that unkeyed messages do not allocate one each. */
export const noProperties: Readonly<Record<string, string>> = Object.freeze({})

/** A complete message from its parts. All messages are made here or by spreading, so that they share one shape. */
export function createMessage(
  value: unknown,
  origin: Origin,
  rest: Partial<Omit<Message, 'value' | 'origin'>> = {},
): Message {
  return {
    value,
    key: rest.key ?? null,
    properties: rest.properties ?? noProperties,
    topic: rest.topic ?? null,
    partitionKey: rest.partitionKey ?? null,
    orderingKey: rest.orderingKey ?? null,
    eventTime: rest.eventTime ?? null,
    sequenceId: rest.sequenceId ?? null,
    deliverAt: rest.deliverAt ?? null,
    failure: rest.failure ?? null,
    origin,
  }
}

/** An origin for messages that no broker delivered (tests, previews, generators). */
export function createOrigin(topic: string, messageId: string, rest: Partial<Origin> = {}): Origin {
  return { topic, messageId, publishTime: 0, redeliveryCount: 0, size: 0, token: -1, ...rest }
}

/** Everything of a message that can be kept in state or sent to another process: all but its origin and failure. */
export type MessageParts = Omit<Message, 'origin' | 'failure'>

export function partsOf(message: Message): MessageParts {
  const { value, key, properties, topic, partitionKey, orderingKey, eventTime, sequenceId, deliverAt } = message
  return { value, key, properties, topic, partitionKey, orderingKey, eventTime, sequenceId, deliverAt }
}
