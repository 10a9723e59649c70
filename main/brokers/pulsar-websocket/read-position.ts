import type { ReadPosition } from '../../engine/ports.ts'
import type { PlacesInTopic } from '../admin/places-in-topic.ts'
import { checkedMessageId, encodeMessageId } from '../message-id.ts'

/**
 * Where a socket of a reader starts: `earliest`, `latest`, or a message id in the wire's form, which is excluded. A time
 * becomes the id before the first message published at or after it, and `latest` the id of the last message, so that a
 * connection that breaks before the first message came skips none. `topic` has no partitions, or is one. Throws
 * `SLUICE-MESSAGE-ID`.
 */
export async function startOfReader(from: ReadPosition, topic: string, places: PlacesInTopic): Promise<string> {
  if (from === 'earliest') return from
  if (from === 'latest') return afterLast(topic, places)
  if ('messageId' in from) return encodeMessageId(checkedMessageId(from.messageId))
  const first = await places.messageAtOrAfter(topic, from.time)
  return first === null ? 'earliest' : encodeMessageId({ ...first, entry: first.entry - 1n, batchIndex: -1 })
}

async function afterLast(topic: string, places: PlacesInTopic): Promise<string> {
  try {
    const last = await places.lastMessage(topic)
    return last === null ? 'earliest' : encodeMessageId(last)
  } catch {
    // Looking it up needs a permission that reading does not.
    return 'latest'
  }
}
