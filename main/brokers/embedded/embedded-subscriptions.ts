import { fail } from '../../../shared/ipc/failure.ts'
import type { Admin, BacklogChange, Clock, SeekPosition } from '../../engine/ports.ts'
import { inUse, noSubscription } from '../admin/refusals.ts'
import { onlyOnePartition } from '../admin/rest-subscriptions.ts'
import { parseMessageId } from './message-id.ts'
import type { Partition } from './partition.ts'
import type { Subscription } from './subscription.ts'
import { topicStats } from './topic-figures.ts'
import type { Topic, Topics } from './topics.ts'

type SubscriptionAdmin = Pick<
  Admin,
  'createSubscription' | 'deleteSubscription' | 'backlog' | 'seek' | 'skip' | 'clearBacklog' | 'expire'
>

/** The subscriptions of the embedded broker, as the Admin port sees them. */
export function embeddedSubscriptions(topics: () => Topics, clock: Clock): SubscriptionAdmin {
  function find(text: string, name: string): Found {
    const topic = topics().get(text)
    const subscriptions = topic.partitions.flatMap((partition) => partition.subscriptions.get(name) ?? [])
    if (subscriptions.length === 0) throw noSubscription(name, topic.name)
    return { topic, subscriptions }
  }

  async function changing(
    text: string,
    name: string,
    change: (subscription: Subscription) => Promise<void>,
  ): Promise<BacklogChange> {
    const { subscriptions } = find(text, name)
    const before = backlogOf(subscriptions)
    await Promise.all(subscriptions.map(change))
    return { before, after: backlogOf(subscriptions) }
  }

  return {
    async createSubscription(text, name, at) {
      const { name: topic, partitions } = topics().open(text)
      if (partitions.some(({ subscriptions }) => subscriptions.has(name))) throw alreadyThere(name, topic)
      const place = placeOf(topic, partitions, at)
      for (const partition of partitions) partition.create(name, place(partition) ?? partition.log.first)
    },
    async deleteSubscription(text, name, force = false) {
      const { topic, subscriptions } = find(text, name)
      const isUsed = subscriptions.some((subscription) => subscription.stats().consumers > 0)
      if (isUsed && !force) throw inUse('SLUICE-SUBSCRIPTION-BUSY', `the subscription "${name}" of ${topic.name}`)
      topics().deleteSubscription(topic, name, noSubscription(name, topic.name))
    },
    async backlog(text, name) {
      const { topic } = find(text, name)
      const found = topicStats(topic, () => []).subscriptions.find((one) => one.name === name)
      return { messages: found?.backlog ?? 0, unacked: found?.unacked ?? 0 }
    },
    async seek(text, name, to) {
      const { topic, subscriptions } = find(text, name)
      if (to === 'latest') return changing(text, name, (subscription) => subscription.passBy(subscription.log.end))
      const place = placeOf(topic.name, topic.partitions, to)
      const before = backlogOf(subscriptions)
      const moved = subscriptions.map(async (subscription) => {
        const entry = place(subscription)
        if (entry !== undefined) await subscription.moveTo(entry)
      })
      await Promise.all(moved)
      return { before, after: backlogOf(subscriptions) }
    },
    async skip(text, name, count) {
      const { topic } = find(text, name)
      if (topic.partitioned) throw onlyOnePartition(topic.name)
      return changing(text, name, (subscription) => subscription.passBy(subscription.log.end, count))
    },
    clearBacklog: (text, name) => changing(text, name, (subscription) => subscription.passBy(subscription.log.end)),
    async expire(text, name, seconds) {
      const before = clock.now() - seconds * 1_000
      return changing(text, name, (subscription) => subscription.passBy(subscription.log.entryAt(before)))
    },
  }
}

interface Found {
  readonly topic: Topic
  /** One for each partition. */
  readonly subscriptions: readonly Subscription[]
}

function backlogOf(subscriptions: readonly Subscription[]): number {
  return subscriptions.reduce((sum, { cursor, log }) => sum + cursor.unackedBelow(log.end), 0)
}

/** The entry in each log; undefined in partitions that a message id does not name. Throws `SLUICE-MESSAGE-ID`. */
function placeOf(
  topic: string,
  partitions: readonly Partition[],
  to: SeekPosition,
): (part: Pick<Partition, 'log'>) => number | undefined {
  if (to === 'earliest') return ({ log }) => log.first
  if (to === 'latest') return ({ log }) => log.end
  if ('time' in to) return ({ log }) => log.entryAt(to.time)
  const named = parseMessageId(to.messageId)
  if (!partitions.some(({ log }) => log.id === named.log)) {
    throw fail(
      'SLUICE-MESSAGE-ID',
      `The message ${to.messageId} is not of ${topic}. Take an id from a tail of this topic.`,
    )
  }
  return ({ log }) => (log.id === named.log ? named.entry : undefined)
}

function alreadyThere(name: string, topic: string) {
  return fail(
    'SLUICE-SUBSCRIPTION-EXISTS',
    `The subscription "${name}" of ${topic} exists already. Use it as it is, or choose another name.`,
    { detail: { topic, subscription: name } },
  )
}
