import type { Admin, BrokerFacts, LastMessage, TopicEntry, TopicSchema } from '../../engine/ports.ts'
import { printMessageId } from '../message-id.ts'
import { partitionTopicName, withoutPartition } from '../topic-name.ts'
import { readTopic, topicPath } from '../web-service.ts'
import { type AdminMessageId, countPartitions, readAdminMessageId } from './places-in-topic.ts'
import { orInUse } from './refusals.ts'
import { orWhenMissing, type RestClient } from './rest-client.ts'
import { namespacePath, restNamespaces } from './rest-namespaces.ts'
import { topicStats } from './rest-stats.ts'
import { restSubscriptions } from './rest-subscriptions.ts'

/** Pulsar's admin API behind the Admin port; the same for every transport to a real Pulsar. */
export function restAdmin(rest: RestClient, transport: BrokerFacts['transport'] = 'websocket'): Admin {
  return {
    ...restNamespaces(rest, transport),
    ...restSubscriptions(rest),
    listTopics: async (namespace = 'public/default') => (await listTopics(rest, namespace)).all,
    topics: (namespace = 'public/default') => topicEntries(rest, namespace),
    async createTopic(topic, partitions = 0) {
      const { name, topic: full } = readTopic(topic)
      const path = partitions > 0 ? `${topicPath(name)}/partitions` : topicPath(name)
      const body = partitions > 0 ? { body: partitions } : {}
      await rest.call('PUT', path, `the new topic ${full}`, { ...body, busyCode: 'SLUICE-TOPIC-EXISTS' })
    },
    async deleteTopic(text, force = false) {
      const { name, topic } = readTopic(text)
      const partitions = (await countPartitions(rest, topic)) > 0 ? '/partitions' : ''
      const path = `${topicPath(name)}${partitions}${force ? '?force=true' : ''}`
      await orInUse(rest.call('DELETE', path, `the topic ${topic}`), 'SLUICE-TOPIC-BUSY', `the topic ${topic}`)
    },
    topicStats: (topic) => topicStats(rest, topic),
    schema: (topic) => latestSchema(rest, topic),
    lastMessageIds: (topic) => lastMessageIds(rest, topic),
    async unload(text) {
      const { name, topic } = readTopic(text)
      await rest.call('PUT', `${topicPath(name)}/unload`, `unloading ${topic}`)
    },
    async terminate(text) {
      const { name, topic } = readTopic(text)
      const partitions = (await countPartitions(rest, topic)) > 0 ? '/partitions' : ''
      await rest.call('POST', `${topicPath(name)}/terminate${partitions}`, `the end of ${topic}`)
    },
  }
}

/** A topic without a schema answers 404. */
async function latestSchema(rest: RestClient, text: string): Promise<TopicSchema | null> {
  const { name, topic } = readTopic(withoutPartition(text))
  const path = `schemas/${name.tenant}/${name.namespace}/${encodeURIComponent(name.local)}/schema`
  const answer = await orWhenMissing(rest.call('GET', path, `the schema of ${topic}`), null)
  if (answer === null) return null
  const { type, data } = answer as { type: string; data: string }
  return { type, definition: data }
}

interface Listed {
  /** Sorted. */
  readonly all: readonly string[]
  readonly partitioned: ReadonlySet<string>
}

async function listTopics(rest: RestClient, namespace: string): Promise<Listed> {
  const path = namespacePath(namespace)
  const subject = `the topics of ${namespace}`
  const lists = ['persistent', 'non-persistent'].flatMap((domain) => [
    rest.call('GET', `${domain}/${path}`, subject),
    rest.call('GET', `${domain}/${path}/partitioned`, subject),
  ])
  const [plain, partitioned, fleeting, fleetingPartitioned] = (await Promise.all(lists)) as string[][]
  const whole = new Set([...partitioned!, ...fleetingPartitioned!])
  const single = [...plain!, ...fleeting!].filter((topic) => !whole.has(withoutPartition(topic)))
  return { all: [...whole, ...single].sort(), partitioned: whole }
}

/** Topics asked for their partitions at a time. */
const atATime = 16

async function topicEntries(rest: RestClient, namespace: string): Promise<readonly TopicEntry[]> {
  const { all, partitioned } = await listTopics(rest, namespace)
  const entries: TopicEntry[] = []
  for (let from = 0; from < all.length; from += atATime) {
    const group = all.slice(from, from + atATime)
    const counts = group.map(async (topic) => (partitioned.has(topic) ? countPartitions(rest, topic) : 0))
    for (const [index, partitions] of (await Promise.all(counts)).entries()) {
      entries.push({ topic: group[index]!, partitions })
    }
  }
  return entries
}

async function lastMessageIds(rest: RestClient, text: string): Promise<readonly LastMessage[]> {
  const { topic } = readTopic(text)
  const count = await countPartitions(rest, topic)
  const parts = count === 0 ? [topic] : Array.from({ length: count }, (_, index) => partitionTopicName(topic, index))
  return Promise.all(parts.map((part) => lastMessage(rest, part)))
}

/** An empty topic answers with an entry before the first. */
async function lastMessage(rest: RestClient, topic: string): Promise<LastMessage> {
  const path = `${topicPath(readTopic(topic).name)}/lastMessageId`
  const answer = await rest.call('GET', path, `the last message of ${topic}`)
  const id = readAdminMessageId(answer as AdminMessageId)
  return { topic, messageId: id.entry < 0n ? null : printMessageId(id) }
}
