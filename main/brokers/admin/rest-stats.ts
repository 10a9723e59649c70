import type {
  AttachedClient,
  AttachedConsumer,
  SubscriptionStats,
  SubscriptionType,
  TopicFigures,
  TopicStats,
} from '../../engine/ports.ts'
import { partitionTopicName } from '../topic-name.ts'
import { readTopic, topicPath } from '../web-service.ts'
import { countPartitions } from './places-in-topic.ts'
import type { RestClient } from './rest-client.ts'

/** The fields we show, of `stats` and of `partitioned-stats`, which sums over the partitions. */
interface StatsAnswer {
  readonly storageSize: number
  readonly backlogSize?: number
  readonly averageMsgSize?: number
  readonly msgRateIn?: number
  readonly msgThroughputIn?: number
  readonly msgRateOut?: number
  readonly msgThroughputOut?: number
  readonly subscriptions: Readonly<Record<string, SubscriptionAnswer>>
  readonly publishers?: readonly ClientAnswer[]
  readonly partitions?: Readonly<Record<string, StatsAnswer>>
}

interface ClientAnswer {
  readonly consumerName?: string
  readonly producerName?: string
  readonly metadata?: Readonly<Record<string, string>>
  readonly address?: string
  readonly connectedSince?: string
  readonly msgRateIn?: number
  readonly msgRateOut?: number
  readonly unackedMessages?: number
}

interface SubscriptionAnswer {
  readonly type?: string
  readonly msgBacklog: number
  readonly unackedMessages: number
  readonly msgDelayed?: number
  readonly msgRateOut?: number
  readonly lastConsumedTimestamp?: number
  readonly lastAckedTimestamp?: number
  readonly activeConsumerName?: string
  readonly consumers: readonly ClientAnswer[]
}

/** What a topic without partitions, one partition, or a topic with all its partitions looks like now. */
export async function topicStats(rest: RestClient, text: string): Promise<TopicStats> {
  const { name, topic } = readTopic(text)
  const partitions = await countPartitions(rest, topic)
  const kind = partitions > 0 ? 'partitioned-stats?perPartition=true&' : 'stats?'
  const query = `${kind}getPreciseBacklog=true&subscriptionBacklogSize=true`
  const answer = (await rest.call('GET', `${topicPath(name)}/${query}`, `the figures of ${topic}`)) as StatsAnswer
  return { ...figuresOf(topic, answer), partitions, parts: partsOf(topic, partitions, answer) }
}

/** A partition that nobody has used yet may be missing in the answer. */
function partsOf(topic: string, partitions: number, { partitions: answers = {} }: StatsAnswer): TopicFigures[] {
  const names = Array.from({ length: partitions }, (_, index) => partitionTopicName(topic, index))
  return names.map((name) => figuresOf(name, answers[name] ?? nothingYet))
}

const nothingYet: StatsAnswer = { storageSize: 0, subscriptions: {} }

function figuresOf(topic: string, answer: StatsAnswer): TopicFigures {
  const { storageSize, backlogSize = null, averageMsgSize = null, subscriptions, publishers = [] } = answer
  const { msgRateIn = 0, msgThroughputIn = 0, msgRateOut = 0, msgThroughputOut = 0 } = answer
  return {
    topic,
    storageSize,
    backlogSize,
    // Pulsar counts entries, which hold one message or a batch.
    messages: null,
    averageSize: averageMsgSize,
    rates: {
      messagesIn: msgRateIn,
      bytesIn: msgThroughputIn,
      messagesOut: msgRateOut,
      bytesOut: msgThroughputOut,
    },
    subscriptions: Object.entries(subscriptions).map(([name, each]) => subscriptionOf(name, each)),
    producers: publishers.map((each) => clientOf(each, each.msgRateIn)),
  }
}

function subscriptionOf(name: string, answer: SubscriptionAnswer): SubscriptionStats {
  const { msgBacklog: backlog, unackedMessages: unacked, consumers } = answer
  return {
    name,
    type: subscriptionType(answer.type),
    backlog,
    unacked,
    delayed: answer.msgDelayed ?? null,
    rateOut: answer.msgRateOut ?? null,
    lastConsumedAt: timeOrNever(answer.lastConsumedTimestamp),
    lastAckedAt: timeOrNever(answer.lastAckedTimestamp),
    activeConsumer: answer.activeConsumerName || null,
    consumers: consumers.length,
    attached: consumers.map(consumerOf),
  }
}

function consumerOf(answer: ClientAnswer): AttachedConsumer {
  return { ...clientOf(answer, answer.msgRateOut), unacked: answer.unackedMessages ?? 0 }
}

function clientOf(answer: ClientAnswer, rate: number | undefined): AttachedClient {
  const { consumerName, producerName, metadata = {}, address, connectedSince = '' } = answer
  const since = Date.parse(connectedSince)
  return {
    name: consumerName ?? producerName ?? '',
    properties: metadata,
    address: address?.replace(/^\//, '') || null,
    since: Number.isNaN(since) ? null : since,
    rate: rate ?? null,
  }
}

const timeOrNever = (time: number | undefined): number | null => time || null

const types: Readonly<Record<string, SubscriptionType>> = {
  Exclusive: 'Exclusive',
  Shared: 'Shared',
  Failover: 'Failover',
  Key_Shared: 'KeyShared',
}

/** Null for a subscription that has had no consumer yet. */
function subscriptionType(text: string | undefined): SubscriptionType | null {
  return types[text ?? ''] ?? null
}
