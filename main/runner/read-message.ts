import { Buffer } from 'node:buffer'
import type { WholeMessage } from '../../shared/ipc/topic-schemas.ts'
import type { Broker } from '../engine/ports.ts'
import { findMessage } from './find-message.ts'

/** A message by its id, whole, up to `maxBytes` of its payload. Rejects as `findMessage` does. */
export async function readMessage(
  broker: Broker,
  topic: string,
  messageId: string,
  maxBytes: number,
): Promise<WholeMessage> {
  const found = await findMessage(broker, topic, messageId)
  const { payload, key, orderingKey, publishTime, eventTime } = found
  const shown = payload.subarray(0, maxBytes)
  return {
    messageId: found.messageId,
    topic: found.topic,
    payload: Buffer.from(shown.buffer, shown.byteOffset, shown.byteLength).toString('base64'),
    size: payload.byteLength,
    truncated: payload.byteLength > maxBytes,
    key,
    orderingKey,
    properties: { ...found.properties },
    publishTime,
    eventTime,
  }
}
