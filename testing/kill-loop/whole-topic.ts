import type { Admin, Broker, SubscriptionStats } from '../../main/engine/ports.ts'

const keeper = 'keeps-everything'

/**
 * Makes a broker keep every message of an empty topic, by a subscription that acknowledges none. Without one a broker may
 * delete the oldest: the embedded one does beyond 100,000, Pulsar at once. Throws when the topic has messages already.
 */
export async function keepWhole(broker: Broker, topic: string): Promise<void> {
  const place = { topics: [topic], subscription: keeper, type: 'Exclusive', initialPosition: 'Earliest' } as const
  const consumer = await broker.subscribe(place)
  await consumer.close()
  const { backlog } = await keeperOf(broker.admin(), topic)
  if (backlog > 0)
    throw new Error(`${topic} has ${backlog} messages already; some may be gone. Keep it before the first one is sent.`)
}

/**
 * The payloads of all messages that were ever written to a topic, in order. Throws when the topic was not kept by
 * `keepWhole`, or when one is missing: a verdict on the rest would blame the pipeline for what the broker deleted.
 */
export async function readWhole(broker: Broker, topic: string): Promise<Uint8Array[]> {
  const { backlog } = await keeperOf(broker.admin(), topic)
  const payloads = await read(broker, topic, backlog)
  if (payloads.length < backlog)
    throw new Error(`${topic} got ${backlog} messages, but only ${payloads.length} can be read.`)
  return payloads
}

/** Fewer than `count` when no more come. */
async function read(broker: Broker, topic: string, count: number): Promise<Uint8Array[]> {
  const reader = await broker.read({ topic, from: 'earliest' })
  const payloads: Uint8Array[] = []
  while (payloads.length < count) {
    const batch = await reader.pull(1_000)
    if (batch.length === 0) break
    for (const { payload } of batch) payloads.push(payload)
  }
  await reader.close()
  return payloads
}

async function keeperOf(admin: Admin, topic: string): Promise<SubscriptionStats> {
  const { subscriptions } = await admin.topicStats(topic)
  const found = subscriptions.find((subscription) => subscription.name === keeper)
  if (found === undefined)
    throw new Error(
      `${topic} was not kept: its oldest messages may be gone. Call keepWhole before the first one is sent.`,
    )
  return found
}
