import { parseTopicName } from '../../topic-name.ts'
import { topicPath } from '../../web-service.ts'
import type { WebAnswer, WebApi } from '../web-api.ts'

/** What the admin API tells of a topic. */
export type TopicFacts =
  | {
      readonly state: 'there'
      readonly partitions: number
      readonly subscriptions: Readonly<Record<string, SubscriptionFacts>>
    }
  | { readonly state: 'creatable' | 'missing' | 'no-namespace' | 'hidden' | 'unclear'; readonly answer: WebAnswer }

export interface SubscriptionFacts {
  /** As Pulsar spells it: `Exclusive`, `Shared`, `Failover`, `Key_Shared`; null before the first consumer. */
  readonly type: string | null
  readonly backlog: number
  readonly consumers: number
}

/** What is known of topics: each is asked for once. */
export interface TopicBook {
  facts(topic: string, signal: AbortSignal): Promise<TopicFacts>
  /** Entries stored, of one message or a batch each; null when it is not told. */
  entries(topic: string, signal: AbortSignal): Promise<number | null>
}

export function createTopicBook(api: () => Promise<WebApi>): TopicBook {
  const known = new Map<string, Promise<TopicFacts>>()
  return {
    facts(topic, signal) {
      const asked = known.get(topic) ?? api().then((web) => ask(web, topic, signal))
      known.set(topic, asked)
      return asked
    },
    async entries(topic, signal) {
      const facts = await this.facts(topic, signal)
      if (facts.state !== 'there') return null
      const kind = facts.partitions > 0 ? 'partitioned-internalStats' : 'internalStats'
      const { json } = await (await api()).get(`${adminPath(topic)}/${kind}`, signal)
      return entriesIn(json as InternalStats | null | undefined)
    },
  }
}

export function adminPath(topic: string): string {
  return `/admin/v2/${topicPath(parseTopicName(topic))}`
}

async function ask(web: WebApi, topic: string, signal: AbortSignal): Promise<TopicFacts> {
  const partitioned = await web.get(`${adminPath(topic)}/partitions`, signal)
  if (partitioned.status !== 200) return absent(web, topic, partitioned, signal)
  const { partitions = 0 } = partitioned.json as { partitions?: number }
  const kind = partitions > 0 ? 'partitioned-stats?perPartition=false&' : 'stats?'
  const stats = await web.get(`${adminPath(topic)}/${kind}getPreciseBacklog=true`, signal)
  if (stats.status !== 200) return absent(web, topic, stats, signal)
  return { state: 'there', partitions, subscriptions: subscriptionsIn(stats.json as StatsAnswer) }
}

/** Asking who owns a topic that does not exist tells whether it may be made, and makes nothing. Observed on Pulsar 4.0.8. */
async function absent(web: WebApi, topic: string, answer: WebAnswer, signal: AbortSignal): Promise<TopicFacts> {
  if (answer.status === 401 || answer.status === 403) return { state: 'hidden', answer }
  if (answer.status !== 404) return { state: 'unclear', answer }
  if (/namespace|tenant/i.test(answer.reason.replace(/persistent:\S+/g, ''))) return { state: 'no-namespace', answer }
  const lookup = await web.get(`/lookup/v2/topic/${topicPath(parseTopicName(topic))}`, signal)
  return { state: lookup.status === 200 ? 'creatable' : 'missing', answer }
}

interface StatsAnswer {
  readonly subscriptions?: Readonly<
    Record<string, { type?: string; msgBacklog?: number; consumers?: readonly unknown[] }>
  >
}

function subscriptionsIn({ subscriptions = {} }: StatsAnswer): Readonly<Record<string, SubscriptionFacts>> {
  const each = Object.entries(subscriptions).map(([name, { type, msgBacklog = 0, consumers = [] }]) => {
    const known = type === undefined || type === 'None' ? null : type
    return [name, { type: known, backlog: msgBacklog, consumers: consumers.length }] as const
  })
  return Object.fromEntries(each)
}

interface InternalStats {
  readonly numberOfEntries?: number
  readonly partitions?: Readonly<Record<string, { readonly numberOfEntries?: number }>>
}

function entriesIn(stats: InternalStats | null | undefined): number | null {
  if (typeof stats?.numberOfEntries === 'number') return stats.numberOfEntries
  const parts = Object.values(stats?.partitions ?? {})
  return parts.length === 0 ? null : parts.reduce((sum, { numberOfEntries = 0 }) => sum + numberOfEntries, 0)
}
