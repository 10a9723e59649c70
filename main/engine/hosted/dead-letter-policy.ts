import { type Failure, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import type { spec } from '../../../shared/operators/pulsar-source.ts'
import type { Broker, Delivery, OutgoingMessage, Producer } from '../ports.ts'
import type { HostedPorts } from './contract.ts'

/** Messages whose last failure is remembered, at most. */
const mostReasons = 10_000

/**
 * Gives messages up that come again and again. A message is worked on once and again as often as `maxRedeliverCount` says, as in
 * Pulsar; the delivery after that goes to the dead-letter topic. The engine does it, so it is the same on every subscription type and
 * transport.
 */
export class DeadLetterPolicy {
  private readonly config: ConfigOf<typeof spec>
  private readonly ports: HostedPorts
  private readonly policy: NonNullable<ConfigOf<typeof spec>['consumer']['deadLetterPolicy']>
  /** By place, oldest first: why a message was given back last. */
  private readonly reasons = new Map<string, Failure>()
  /** By topic. */
  private readonly producers = new Map<string, Promise<Producer>>()

  /** Null for a source without a policy. */
  static of(config: ConfigOf<typeof spec>, ports: HostedPorts): DeadLetterPolicy | null {
    const { deadLetterPolicy } = config.consumer
    return deadLetterPolicy === undefined ? null : new DeadLetterPolicy(config, ports, deadLetterPolicy)
  }

  private constructor(config: ConfigOf<typeof spec>, ports: HostedPorts, policy: DeadLetterPolicy['policy']) {
    this.config = config
    this.ports = ports
    this.policy = policy
  }

  /** A step failed on the message. */
  remember(delivery: Delivery, reason: Failure | null): void {
    if (reason === null) return
    const place = placeOf(delivery)
    this.reasons.delete(place)
    this.reasons.set(place, reason)
    if (this.reasons.size > mostReasons) this.forgetOldest()
  }

  /** Why a delivery is not worked on any more; null when it is. */
  verdict(delivery: Delivery): Failure | null {
    const { redeliveryCount: times } = delivery
    if (times <= this.policy.maxRedeliverCount) return null
    const { nodeId, now } = { nodeId: this.ports.nodeId, now: this.ports.now() }
    const last = this.reasons.get(placeOf(delivery))
    this.reasons.delete(placeOf(delivery))
    if (last !== undefined) return { ...last, at: now, attempt: times }
    const message = `It was delivered ${times} times and never acknowledged.`
    return { code: 'SLUICE-REDELIVERIES', message, nodeId, at: now, attempt: times }
  }

  /** As `SourceInstance.deadLetter`. */
  async write(letter: OutgoingMessage, { origin }: Message): Promise<void> {
    const producer = await this.producerFor(this.topicFor(origin.topic))
    const { topic: REAL_TOPIC, messageId: ORIGIN_MESSAGE_ID } = origin
    // What readers of dead letters know from Pulsar's own clients.
    const known = { REAL_TOPIC, ORIGIN_MESSAGE_ID, REAL_SUBSCRIPTION: this.config.subscriptionName }
    await producer.send({ ...letter, properties: { ...letter.properties, ...known } })
    this.ports.countTopic(producer.topic)
  }

  async close(): Promise<void> {
    const opened = await Promise.allSettled(this.producers.values())
    await Promise.all(opened.map(async (each) => each.status === 'fulfilled' && each.value.close()))
  }

  private topicFor(topic: string): string {
    const { deadLetterTopic } = this.policy
    return deadLetterTopic || `${topic.replace(/-partition-\d+$/, '')}-${this.config.subscriptionName}-DLQ`
  }

  /** One that could not be opened is tried again at the next call. */
  private async producerFor(topic: string): Promise<Producer> {
    const opening = this.producers.get(topic) ?? this.open(topic)
    this.producers.set(topic, opening)
    try {
      return await opening
    } catch (thrown) {
      this.producers.delete(topic)
      throw thrown
    }
  }

  private async open(topic: string): Promise<Producer> {
    const broker = await this.ports.broker(this.config.connection)
    const { initialSubscriptionName } = this.policy
    if (initialSubscriptionName !== '') await createSubscription(broker, topic, initialSubscriptionName)
    return broker.produce({ topic })
  }

  private forgetOldest(): void {
    for (const place of this.reasons.keys()) {
      this.reasons.delete(place)
      return
    }
  }
}

/** Subscribes and leaves again; the subscription stays. One that somebody has for himself is there already. */
async function createSubscription(broker: Broker, topic: string, subscription: string): Promise<void> {
  try {
    const wanted = { topics: [topic], subscription, type: 'Shared', initialPosition: 'Earliest' } as const
    await (await broker.subscribe(wanted)).close()
  } catch (thrown) {
    if (toFailure(thrown).code !== 'SLUICE-SUBSCRIPTION-BUSY') throw thrown
  }
}

function placeOf({ topic, messageId }: Delivery): string {
  return `${topic}\n${messageId}`
}
