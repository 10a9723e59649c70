import type { Admin, Backlog, BacklogChange, SeekPosition } from '../../engine/ports.ts'
import { checkedMessageId, type MessageId } from '../message-id.ts'
import { partitionTopicName } from '../topic-name.ts'
import { type FullTopic, readTopic, topicPath } from '../web-service.ts'
import { countPartitions } from './places-in-topic.ts'
import { noSubscription, orInUse, orNoSubscription } from './refusals.ts'
import type { RestCallOptions, RestClient } from './rest-client.ts'
import { topicStats } from './rest-stats.ts'
import { unsupported } from './unsupported.ts'

type SubscriptionAdmin = Pick<
  Admin,
  'createSubscription' | 'deleteSubscription' | 'backlog' | 'seek' | 'skip' | 'clearBacklog' | 'expire'
>

/** Subscriptions of a real Pulsar. */
export function restSubscriptions(rest: RestClient): SubscriptionAdmin {
  async function backlog(text: string, subscription: string): Promise<Backlog> {
    const { topic, subscriptions } = await topicStats(rest, text)
    const found = subscriptions.find(({ name }) => name === subscription)
    if (found === undefined) throw noSubscription(subscription, topic)
    return { messages: found.backlog, unacked: found.unacked }
  }

  function post(text: string, subscription: string, what: string, options?: RestCallOptions): Promise<unknown> {
    const { name, topic } = readTopic(text)
    const path = `${topicPath(name)}/subscription/${encodeURIComponent(subscription)}/${what}`
    return orNoSubscription(rest.call('POST', path, subjectOf(subscription, topic), options), subscription, topic)
  }

  async function changing(text: string, subscription: string, change: () => Promise<unknown>): Promise<BacklogChange> {
    const before = await backlog(text, subscription)
    await change()
    const after = await backlog(text, subscription)
    return { before: before.messages, after: after.messages }
  }

  async function move(text: string, subscription: string, to: SeekPosition): Promise<void> {
    if (to === 'earliest') await post(text, subscription, 'resetcursor/0')
    else if (to === 'latest') await post(text, subscription, 'skip_all')
    else if ('time' in to) await post(text, subscription, `resetcursor/${Math.max(0, Math.trunc(to.time))}`)
    else {
      const id = checkedMessageId(to.messageId)
      const isWhole = id.partition >= 0 && (await countPartitions(rest, text)) > 0
      const topic = isWhole ? partitionTopicName(text, id.partition) : text
      await post(topic, subscription, 'resetcursor', { body: bodyOf(id) })
    }
  }

  return {
    backlog,
    async createSubscription(text, subscription, at) {
      const full = readTopic(text)
      await create(rest, full, subscription, at === 'latest' ? 'latest' : 'earliest')
      if (typeof at === 'string') return
      try {
        await move(text, subscription, at)
      } catch (error) {
        await remove(rest, full, subscription, false).catch(() => {})
        throw error
      }
    },
    deleteSubscription: (text, subscription, force = false) => remove(rest, readTopic(text), subscription, force),
    seek: (text, subscription, to) => changing(text, subscription, () => move(text, subscription, to)),
    async skip(text, subscription, count) {
      if ((await countPartitions(rest, text)) > 0) throw onlyOnePartition(readTopic(text).topic)
      return changing(text, subscription, () => post(text, subscription, `skip/${count}`))
    },
    clearBacklog: (text, subscription) => changing(text, subscription, () => post(text, subscription, 'skip_all')),
    expire: (text, subscription, seconds) =>
      changing(text, subscription, () => post(text, subscription, `expireMessages/${seconds}`)),
  }
}

/** For brokers that pass by a number of messages in one partition only. */
export function onlyOnePartition(topic: string) {
  return unsupported(
    `Messages are skipped one partition at a time, and ${topic} has several`,
    `Name one, as ${partitionTopicName(topic, 0)}.`,
  )
}

const subjectOf = (subscription: string, topic: string): string => `the subscription "${subscription}" of ${topic}`

async function create(rest: RestClient, { name, topic }: FullTopic, subscription: string, at: string): Promise<void> {
  const path = `${topicPath(name)}/subscription/${encodeURIComponent(subscription)}`
  const options = { body: at, busyCode: 'SLUICE-SUBSCRIPTION-EXISTS' }
  await rest.call('PUT', path, `the new subscription "${subscription}" of ${topic}`, options)
}

async function remove(
  rest: RestClient,
  { name, topic }: FullTopic,
  subscription: string,
  force: boolean,
): Promise<void> {
  const path = `${topicPath(name)}/subscription/${encodeURIComponent(subscription)}${force ? '?force=true' : ''}`
  const subject = subjectOf(subscription, topic)
  const call = orNoSubscription(rest.call('DELETE', path, subject), subscription, topic)
  await orInUse(call, 'SLUICE-SUBSCRIPTION-BUSY', subject)
}

function bodyOf({ ledger, entry, partition, batchIndex }: MessageId): Readonly<Record<string, unknown>> {
  return { ledgerId: ledger, entryId: entry, partitionIndex: partition, batchIndex }
}
