import { fail } from '../../../shared/ipc/failure.ts'
import type { Admin, Clock, TopicEntry } from '../../engine/ports.ts'
import { inUse } from '../admin/refusals.ts'
import { unsupported } from '../admin/unsupported.ts'
import { namespaceOf } from '../topic-name.ts'
import { embeddedSubscriptions } from './embedded-subscriptions.ts'
import type { Expiry } from './expiry.ts'
import { printMessageId } from './message-id.ts'
import { topicStats } from './topic-figures.ts'
import type { TopicWriters } from './topic-writers.ts'
import type { Topic, Topics } from './topics.ts'

/** What the admin works on. */
export interface AdminParts {
  readonly topics: () => Topics
  /** Who writes to a topic, by its full name. */
  readonly writersOf: (topic: string) => TopicWriters
  readonly expiry: Expiry
  readonly clock: Clock
}

/** One namespace is always there; the others are those that have topics. Clusters there are none. */
export function createEmbeddedAdmin({ topics, writersOf, expiry, clock }: AdminParts): Admin {
  return {
    ...embeddedSubscriptions(topics, clock),
    brokerFacts: async () => ({ transport: 'embedded', version: null, health: 'ok', clusters: [] }),
    async tenants() {
      return [...new Set(namespacesOf(topics()).map((namespace) => namespace.slice(0, namespace.indexOf('/'))))]
    },
    namespaces: async (tenant) => namespacesOf(topics()).filter((namespace) => namespace.startsWith(`${tenant}/`)),
    namespaceSettings: async (namespace) => ({
      messageTtlSeconds: expiry.timeToLive(namespace),
      retention: null,
    }),
    async changeNamespace(namespace, { messageTtlSeconds, retention }) {
      if (retention) throw unsupported(keepsByItself, 'Use a Pulsar to keep more, or less.')
      if (messageTtlSeconds !== undefined) expiry.setTimeToLive(namespace, messageTtlSeconds)
    },
    listTopics: async (namespace = defaultNamespace) => entriesOf(topics(), namespace).map(({ topic }) => topic),
    topics: async (namespace = defaultNamespace) => entriesOf(topics(), namespace),
    async createTopic(topic, partitions = 0) {
      topics().create(topic, partitions)
    },
    async deleteTopic(text, force = false) {
      const topic = topics().get(text)
      const writers = namesOf(topic).map(writersOf)
      const isUsed = writers.some(({ attached }) => attached.length > 0) || hasConsumers(topic)
      if (isUsed && !force) throw inUse('SLUICE-TOPIC-BUSY', `the topic ${topic.name}`)
      const failure = deleted(topic.name)
      for (const each of writers) each.fenceAll(failure)
      topics().delete(topic, failure)
    },
    // Topics here hold bytes; whoever reads them knows their form.
    schema: async () => null,
    topicStats: async (text) => topicStats(topics().get(text), (topic) => writersOf(topic).attached),
    lastMessageIds: async (text) =>
      topics()
        .get(text)
        .partitions.map(({ log }) => ({
          topic: log.topic,
          messageId: log.end > log.first ? printMessageId(log.id, log.end - 1, log.partition) : null,
        })),
    async unload(text) {
      const { name } = topics().get(text)
      throw unsupported(`${name} is served by this process alone and cannot be unloaded`, 'Start Sluice again instead.')
    },
    async terminate(text) {
      const { name } = topics().get(text)
      throw unsupported(`The embedded broker cannot end ${name} for all who write`, 'Stop what writes to it instead.')
    },
  }
}

const defaultNamespace = 'public/default'
const keepsByItself =
  'The embedded broker keeps what subscriptions need, and of the rest the newest 100,000 messages or 256 MB of a topic'

/** Sorted. */
function namespacesOf(topics: Topics): readonly string[] {
  return [...new Set([defaultNamespace, ...topics.all().map(({ name }) => namespaceOf(name))])].sort()
}

function entriesOf(topics: Topics, namespace: string): readonly TopicEntry[] {
  const inside = topics.all().filter(({ name }) => namespaceOf(name) === namespace)
  return inside
    .map(({ name, partitioned, partitions }) => ({ topic: name, partitions: partitioned ? partitions.length : 0 }))
    .sort((a, b) => (a.topic < b.topic ? -1 : 1))
}

/** A producer may have opened the topic as a whole, or one partition. */
function namesOf({ name, partitions }: Topic): readonly string[] {
  return [...new Set([name, ...partitions.map(({ log }) => log.topic)])]
}

function hasConsumers({ partitions }: Topic): boolean {
  return partitions.some(({ subscriptions }) => [...subscriptions.values()].some((one) => one.stats().consumers > 0))
}

function deleted(topic: string) {
  return fail(
    'SLUICE-TOPIC-NOT-FOUND',
    `The topic ${topic} was deleted while it was in use. Create it again, or stop what uses it.`,
  )
}
