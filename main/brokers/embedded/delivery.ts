import type { Delivery } from '../../engine/ports.ts'
import { printMessageId } from './message-id.ts'
import type { StoredMessage } from './stored-message.ts'
import type { TopicLog } from './topic-log.ts'

/** A stored message as it is handed out, under the id that `ack` and `nack` take. */
export function toDelivery(message: StoredMessage, log: TopicLog, id: unknown, redeliveryCount: number): Delivery {
  return {
    id,
    messageId: printMessageId(log.id, message.entry, log.partition),
    topic: log.topic,
    payload: message.payload,
    key: message.key,
    orderingKey: message.orderingKey,
    properties: message.properties,
    publishTime: message.publishTime,
    eventTime: message.eventTime,
    redeliveryCount,
  }
}
