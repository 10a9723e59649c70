import type { Delivery } from '../../engine/ports.ts'
import type { NativeMessage } from './addon.ts'
import { readProperties } from './read-properties.ts'

/**
 * What of a message is kept: copies, so that the addon can let go of it. One whose properties the addon cannot read is handed out
 * without them, and `unreadable` is told its id.
 */
export function toDelivery(
  message: NativeMessage,
  messageId: string,
  id: unknown,
  unreadable: (messageId: string) => void,
): Delivery {
  const properties = readProperties(message)
  if (properties === null) unreadable(messageId)
  return {
    id,
    messageId,
    topic: message.getTopicName(),
    payload: message.getData(),
    key: message.getPartitionKey() || null,
    orderingKey: message.getOrderingKey() || null,
    properties: properties ?? {},
    publishTime: message.getPublishTimestamp(),
    eventTime: message.getEventTimestamp() || null,
    redeliveryCount: message.getRedeliveryCount(),
  }
}
