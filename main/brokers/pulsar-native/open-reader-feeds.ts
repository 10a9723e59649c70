import type { Logger, ReadOptions, ReadPosition } from '../../engine/ports.ts'
import type { MessageId } from '../message-id.ts'
import { checkedMessageId } from '../message-id.ts'
import { partitionTopicName } from '../topic-name.ts'
import type { NativeClient, NativeReader, PulsarAddon } from './addon.ts'
import { toNativeId } from './native-ids.ts'
import { ReaderFeed } from './reader-feed.ts'

interface Means {
  readonly addon: PulsarAddon
  readonly client: NativeClient
  readonly log: Logger
}

const defaultWindow = 1_000

/** Opens a reader for each partition that is to be read, its feed added to `feeds` before. `topic` is a full name. */
export function openReaderFeeds({ topic, from, receiverQueueSize = defaultWindow }: ReadOptions, means: Means) {
  const { addon, client, log } = means
  const window = Math.max(1, receiverQueueSize)
  return async (feeds: ReaderFeed[], arrived: () => void): Promise<void> => {
    const after = typeof from === 'object' && 'messageId' in from ? checkedMessageId(from.messageId) : null
    const time = typeof from === 'object' && 'time' in from ? from.time : null
    const seek = seekTo(from, after, addon)
    const opening = (await partsToRead(client, topic, after)).map((part) => {
      const feed = new ReaderFeed({ start: { after, time }, window, arrived, log })
      feeds.push(feed)
      const startMessageId = addon.MessageId.latest()
      const config = { topic: part, startMessageId, receiverQueueSize: window }
      return feed.open((listener) => client.createReader({ ...config, listener }), seek)
    })
    await Promise.all(opening)
  }
}

/** A message id is a place in one partition, so only that one is read. */
async function partsToRead(client: NativeClient, topic: string, after: MessageId | null): Promise<readonly string[]> {
  const parts = await client.getPartitionsForTopic(topic)
  if (after === null || (parts.length === 1 && parts[0] === topic)) return parts
  return [partitionTopicName(topic, Math.max(0, after.partition))]
}

function seekTo(from: ReadPosition, after: MessageId | null, addon: PulsarAddon) {
  return async (reader: NativeReader): Promise<void> => {
    if (from === 'earliest') await reader.seek(addon.MessageId.earliest())
    else if (after !== null) await reader.seek(toNativeId(addon, after))
    else if (from !== 'latest') await reader.seekTimestamp(Math.max(0, Math.trunc((from as { time: number }).time)))
  }
}
