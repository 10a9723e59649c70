import type { AttachedProducer, SubscriptionStats, TopicFigures, TopicStats } from '../../engine/ports.ts'
import type { Partition } from './partition.ts'
import type { Topic } from './topics.ts'

/** What the Admin port shows of a topic. Rates are not measured here. `producersOf` tells who writes, by full name. */
export function topicStats(topic: Topic, producersOf: (topic: string) => readonly AttachedProducer[]): TopicStats {
  const { name, partitioned, partitions } = topic
  const producers = producersOf(name)
  return {
    ...figuresOf(name, partitions, producers),
    partitions: partitioned ? partitions.length : 0,
    parts: partitioned ? partitions.map((one) => figuresOf(one.log.topic, [one], producersOf(one.log.topic))) : [],
  }
}

function figuresOf(
  topic: string,
  partitions: readonly Partition[],
  producers: readonly AttachedProducer[],
): TopicFigures {
  const storageSize = sum(partitions, ({ log }) => log.bytes)
  const messages = sum(partitions, ({ log }) => log.end - log.first)
  const averageSize = messages === 0 ? null : storageSize / messages
  const subscriptions = subscriptionStats(partitions)
  return {
    topic,
    storageSize,
    messages,
    averageSize,
    backlogSize: Math.round((averageSize ?? 0) * sum(partitions, needed)),
    rates: null,
    subscriptions,
    producers,
  }
}

/** Messages that some subscription still needs. */
function needed({ log, firstNeeded }: Partition): number {
  return Math.max(0, log.end - Math.max(log.first, firstNeeded))
}

/** Figures of each subscription over all partitions. A consumer is attached to every partition and counted once. */
function subscriptionStats(partitions: readonly Partition[]): SubscriptionStats[] {
  const ofPartitions = partitions.flatMap((partition) =>
    [...partition.subscriptions.values()].map((one) => one.stats()),
  )
  return [...Map.groupBy(ofPartitions, (stats) => stats.name).values()].map((stats) => ({
    ...stats[0]!,
    type: stats.find(({ type }) => type !== null)?.type ?? null,
    backlog: sum(stats, ({ backlog }) => backlog),
    unacked: sum(stats, ({ unacked }) => unacked),
    delayed: sum(stats, ({ delayed }) => delayed ?? 0),
    consumers: Math.max(...stats.map((one) => one.consumers)),
    lastConsumedAt: latest(stats.map((one) => one.lastConsumedAt)),
    lastAckedAt: latest(stats.map((one) => one.lastAckedAt)),
  }))
}

function sum<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((total, item) => total + figure(item), 0)
}

function latest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null)
  return known.length === 0 ? null : Math.max(...known)
}
