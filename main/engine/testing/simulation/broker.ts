import { fail } from '../../../../shared/ipc/failure.ts'
import type { Broker, Capabilities, ProduceOptions, SubscribeOptions, SubscriptionType } from '../../ports.ts'
import { SimulatedConsumer } from './consumer.ts'
import { SimulatedProducer } from './producer.ts'
import { answer, type Life, type Scene } from './scene.ts'
import { SimulatedSubscription } from './subscription.ts'
import { Topic } from './topic.ts'

const capabilities: Capabilities = {
  transport: 'embedded',
  subscriptionTypes: ['Exclusive', 'Shared', 'Failover', 'KeyShared'],
  cumulativeAck: true,
  topicsPattern: true,
  orderingKey: true,
  sequenceId: true,
  deliverAt: true,
}

/** What a simulated broker keeps, whoever is connected to it. */
export class SimulatedBroker {
  readonly topics = new Map<string, Topic>()
  readonly subscriptions = new Map<string, SimulatedSubscription>()
  private readonly scene: Scene

  constructor(scene: Scene) {
    this.scene = scene
  }

  /** Made on first use, with one partition unless it was made with more. */
  topic(name: string, partitions = 1): Topic {
    const short = name.split('/').at(-1) as string
    const topic = this.topics.get(short) ?? new Topic(short, partitions, this.topics.size + 1)
    this.topics.set(short, topic)
    return topic
  }

  /** Whether a subscription that was ever made has messages that are not acknowledged. */
  get hasBacklog(): boolean {
    return this.subscriptions.size === 0 || [...this.subscriptions.values()].some(({ hasBacklog }) => hasBacklog)
  }

  /** The broker as one run of the engine sees it. */
  connect(life: Life): Broker {
    const { scene } = this
    const soon = <Result>(effect: () => Result) => answer(scene, life, scene.draw.integer(0, 5), effect)
    return {
      capabilities,
      subscribe: (options) => soon(() => this.subscribe(life, options)),
      produce: (options) => soon(() => this.produce(life, options)),
      read: async () => absent('readers'),
      admin: () => absent('an admin'),
      close: async () => {},
    }
  }

  /** It dies and is back at once: every connection breaks, and what was acknowledged since `time` is forgotten. */
  restart(time: number): void {
    for (const subscription of this.subscriptions.values()) subscription.forgetSince(time)
  }

  private subscribe(life: Life, options: SubscribeOptions): SimulatedConsumer {
    this.beThere()
    const { subscription: name, type } = options
    const topics = options.topics.map((topic) => this.topic(topic))
    const subscription = this.subscriptions.get(name) ?? this.create(name, type, topics)
    return new SimulatedConsumer(this.scene, life, subscription, options)
  }

  private create(name: string, type: SubscriptionType, topics: readonly Topic[]): SimulatedSubscription {
    const subscription = new SimulatedSubscription(this.scene, name, type, topics)
    this.subscriptions.set(name, subscription)
    for (const { listeners } of topics) listeners.add(() => subscription.wakeAll())
    return subscription
  }

  private produce(life: Life, { topic }: ProduceOptions): SimulatedProducer {
    this.beThere()
    return new SimulatedProducer(this.scene, life, this.topic(topic))
  }

  private beThere(): void {
    const isAbsent = this.scene.isAway || this.scene.weather.strikes('absent-broker')
    if (isAbsent) throw fail('SLUICE-BROKER-AWAY', 'The simulated broker is away.')
  }
}

function absent(what: string): never {
  throw fail('SLUICE-INTERNAL', `The simulated broker has no ${what}.`)
}
