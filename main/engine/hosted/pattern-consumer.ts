import type { ConfigOf } from '../../../shared/operators/define.ts'
import { parseTopicPattern } from '../../../shared/operators/lib/pulsar/topic-pattern.ts'
import { fullTopicName } from '../../../shared/operators/lib/topic-name.ts'
import type { spec } from '../../../shared/operators/pulsar-source.ts'
import type { Broker, Consumer, SubscribeOptions } from '../ports.ts'
import type { HostedPorts } from './contract.ts'
import { TopicWatch } from './topic-watch.ts'

/** Milliseconds between two looks for new topics: a list costs the embedded broker nothing, a real one a call. */
const lookEvery = { embedded: 2_000, other: 30_000 }

/**
 * A consumer of all topics that match the source's pattern. Those there now are read from the initial position; nothing of one that
 * appears later is missed. `stop` ends the looking, before the consumer is closed.
 */
export async function subscribeByPattern(
  broker: Broker,
  config: ConfigOf<typeof spec>,
  options: SubscribeOptions,
  ports: HostedPorts,
): Promise<{ readonly consumer: Consumer; stop(): void }> {
  let consumer: Consumer | null = null
  const watch = new TopicWatch({
    admin: broker.admin(),
    pattern: parseTopicPattern(config.topicsPattern),
    ignores: isOwnDeadLetterTopic(config),
    add: (topic) => consumer!.add([topic], 'Earliest'),
    everyMs: broker.capabilities.transport === 'embedded' ? lookEvery.embedded : lookEvery.other,
    ports,
  })
  consumer = await broker.subscribe({ ...options, topics: await watch.first() })
  watch.watch()
  return { consumer, stop: () => watch.stop() }
}

/** What the source itself writes there must not come back to it. */
function isOwnDeadLetterTopic({ subscriptionName, consumer }: ConfigOf<typeof spec>): (topic: string) => boolean {
  const named = consumer.deadLetterPolicy?.deadLetterTopic ?? ''
  const full = named === '' ? null : fullTopicName(named)
  return (topic) => topic === full || topic.endsWith(`-${subscriptionName}-DLQ`)
}
