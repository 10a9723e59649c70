import { createMessage, createOrigin, type Message } from '../../shared/message.ts'
import { previewOf } from '../../shared/run/preview.ts'
import { previewBytes, type TapRow } from '../../shared/run/tap.ts'
import type { Delivery } from '../engine/ports.ts'

/** What a message looks like where people see it. `seq` counts within the tap, `at` is when it passed, `limit` is in bytes. */
export function toTapRow(message: Message, seq: number, at: number, limit: number = previewBytes): TapRow {
  const { origin } = message
  return {
    seq,
    at,
    topic: message.topic,
    key: message.key,
    properties: { ...message.properties },
    eventTime: message.eventTime,
    publishTime: origin.publishTime,
    redeliveryCount: origin.redeliveryCount,
    messageId: origin.messageId,
    origin: `${origin.topic} ${origin.messageId}`,
    value: previewOf(message.value, limit),
    ...(message.failure === null ? {} : { failure: message.failure }),
  }
}

/** A message as a reader finds it in its topic. */
export function messageOf(delivery: Delivery): Message {
  const { topic, messageId, publishTime, redeliveryCount, payload } = delivery
  const origin = createOrigin(topic, messageId, { publishTime, redeliveryCount, size: payload.byteLength })
  const { key, orderingKey, properties, eventTime } = delivery
  return createMessage(payload, origin, { key, orderingKey, properties, topic, eventTime })
}
