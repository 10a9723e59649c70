import type { MessageId } from '../message-id.ts'
import { readTopic, topicPath } from '../web-service.ts'
import { orWhenMissing, type RestClient } from './rest-client.ts'

/** Finds places in a topic without partitions, or in one partition. Null when the topic does not exist. */
export interface PlacesInTopic {
  lastMessage(topic: string): Promise<MessageId | null>
  /** The first one published at or after `time` (epoch milliseconds), or the place of the next when there is none. */
  messageAtOrAfter(topic: string, time: number): Promise<MessageId | null>
  /** 0 when it has none or does not exist. */
  partitions(topic: string): Promise<number>
}

/** A message id in answers of the admin API; ids beyond 2^53 come as bigint. */
export interface AdminMessageId {
  readonly ledgerId: number | bigint
  readonly entryId: number | bigint
  readonly partitionIndex?: number
  readonly batchIndex?: number
}

export function placesInTopic(rest: RestClient): PlacesInTopic {
  async function place(topic: string, path: string): Promise<MessageId | null> {
    const { name } = readTopic(topic)
    const asked = rest.call('GET', `${topicPath(name)}/${path}`, `a place in ${topic}`)
    const answer = (await orWhenMissing(asked, null)) as AdminMessageId | null
    return answer && readAdminMessageId(answer)
  }
  return {
    lastMessage: (topic) => place(topic, 'lastMessageId'),
    messageAtOrAfter: (topic, time) => place(topic, `messageid/${Math.max(0, Math.trunc(time))}`),
    partitions: (topic) => countPartitions(rest, topic),
  }
}

/** 0 for a topic without partitions, also for one that does not exist. */
export async function countPartitions(rest: RestClient, topic: string): Promise<number> {
  const { name } = readTopic(topic)
  if (name.partition !== null) return 0
  const asked = rest.call('GET', `${topicPath(name)}/partitions`, `the partitions of ${topic}`)
  const answer = (await orWhenMissing(asked, null)) as { readonly partitions: number } | null
  return answer?.partitions ?? 0
}

export function readAdminMessageId({
  ledgerId,
  entryId,
  partitionIndex = -1,
  batchIndex = -1,
}: AdminMessageId): MessageId {
  return { ledger: BigInt(ledgerId), entry: BigInt(entryId), partition: partitionIndex, batchIndex }
}
