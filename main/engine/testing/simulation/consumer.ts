import { fail } from '../../../../shared/ipc/failure.ts'
import type { Consumer, Delivery, SubscribeOptions } from '../../ports.ts'
import { answer, type Life, type Scene } from './scene.ts'
import type { SimulatedSubscription } from './subscription.ts'
import type { Entry } from './topic.ts'

const away = () => fail('SLUICE-BROKER-AWAY', 'The simulated broker is away.')

/** A consumer of a simulated subscription, in the hands of one run of the engine. */
export class SimulatedConsumer implements Consumer {
  private readonly scene: Scene
  private readonly life: Life
  private readonly subscription: SimulatedSubscription
  private readonly options: SubscribeOptions
  /** Handed out and neither acknowledged nor given back by the engine. */
  private readonly onTheWay = new Set<Entry>()
  /** Handed out again although they are on their way. */
  private readonly repeats: Entry[] = []
  /** Acknowledgements under way; true when the broker will have them even if the engine dies. */
  private readonly acking = new Set<readonly Entry[]>()
  private connection = 1
  private isClosed = false
  private pulling: (() => void) | null = null

  constructor(scene: Scene, life: Life, subscription: SimulatedSubscription, options: SubscribeOptions) {
    this.scene = scene
    this.life = life
    this.subscription = subscription
    this.options = options
    life.onDeath(() => this.die())
    subscription.attach(this)
  }

  async pull(max: number): Promise<readonly Delivery[]> {
    if (this.isClosed) return []
    if (!this.hasSomething()) await this.untilSomethingIsThere()
    const batch = this.scene.draw.chance(0.3) ? 1 : this.scene.draw.integer(1, Math.min(max, 20))
    return answer(this.scene, this.life, this.scene.draw.integer(0, 3), () => this.handOut(batch))
  }

  /** A waiting pull looks again. */
  look(): void {
    if (this.hasSomething()) this.pulling?.()
  }

  disconnect(): void {
    if (this.isClosed) return
    this.scene.note(`consumer of ${this.subscription.name} loses its connection`)
    this.connection++
    this.repeats.length = 0
    this.subscription.takeBack(this)
  }

  async ack(ids: readonly unknown[]): Promise<void> {
    const entries = ids as readonly Entry[]
    for (const entry of entries) {
      this.settle(entry)
      if (this.scene.sabotage === null) this.scene.witness.acknowledging(entry, this.life)
      else if (!this.subscription.isAcked(entry)) this.scene.witness.acknowledging(entry, this.life)
    }
    if (this.life.isDead) return new Promise(() => {})
    const { weather, draw } = this.scene
    const { connection } = this
    this.acking.add(entries)
    await answer(
      this.scene,
      this.life,
      weather.strikes('slow-ack') ? draw.integer(50, 2_000) : draw.integer(0, 5),
      () => {
        this.acking.delete(entries)
        this.decide(entries, connection)
      },
    )
  }

  nack(ids: readonly unknown[]): void {
    if (this.life.isDead || this.isClosed) return
    for (const entry of ids as readonly Entry[]) {
      this.scene.note(`engine gives back ${nameOf(entry)}`)
      this.settle(entry)
      if (this.scene.sabotage === 'ack-what-is-given-back') this.subscription.acknowledge(entry)
      else this.subscription.giveBack(entry, this.options.negativeAckRedeliveryDelayMs ?? 60_000)
    }
  }

  async add(): Promise<void> {
    throw fail('SLUICE-INTERNAL', 'Simulated consumers read the topics they began with.')
  }

  async close(): Promise<void> {
    if (this.life.isDead) return
    this.isClosed = true
    this.subscription.detach(this)
    this.pulling?.()
    await answer(this.scene, this.life, this.scene.draw.integer(0, 3), () => {})
  }

  private settle(entry: Entry): void {
    if (this.onTheWay.delete(entry)) this.life.settled++
  }

  private hasSomething(): boolean {
    return this.repeats.length > 0 || this.subscription.hasFor(this)
  }

  /** Or until the broker has had nothing for a while. */
  private untilSomethingIsThere(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        cancel()
        this.pulling = null
        resolve()
      }
      const cancel = this.scene.scheduler.after(this.scene.draw.integer(200, 2_000), go)
      this.pulling = go
    })
  }

  private handOut(max: number): readonly Delivery[] {
    if (this.isClosed) return []
    if (this.scene.isAway || this.scene.weather.strikes('failed-pull')) throw away()
    const repeats = this.repeats.splice(0).filter((entry) => !this.subscription.isAcked(entry))
    return [...repeats, ...this.subscription.take(this, max)].map((entry) => this.deliver(entry))
  }

  private deliver(entry: Entry): Delivery {
    const isFresh = !this.onTheWay.has(entry)
    this.onTheWay.add(entry)
    this.scene.note(`engine gets ${nameOf(entry)}${isFresh ? '' : ' again'}`)
    this.scene.witness.handedOut(entry, isFresh)
    if (this.scene.sabotage === 'ack-on-receipt') this.acknowledgeNow(entry)
    if (this.scene.weather.strikes('repeat')) this.repeatLater(entry)
    const { messageId, topic, payload, key, properties, publishTime } = entry
    const redeliveryCount = this.subscription.returnsOf(entry)
    const rest = { orderingKey: null, eventTime: null, redeliveryCount }
    return { id: entry, messageId, topic, payload, key, properties, publishTime, ...rest }
  }

  private acknowledgeNow(entry: Entry): void {
    this.scene.witness.acknowledging(entry, this.life)
    this.subscription.acknowledge(entry)
  }

  private repeatLater(entry: Entry): void {
    const { connection } = this
    this.scene.scheduler.after(this.scene.draw.integer(1, 300), () => {
      if (this.isClosed || this.connection !== connection || this.subscription.isAcked(entry)) return
      this.repeats.push(entry)
      this.look()
    })
  }

  /** What becomes of an acknowledgement when it reaches the broker, if it does. */
  private decide(entries: readonly Entry[], connection: number): void {
    const { weather } = this.scene
    if (this.isClosed || connection !== this.connection || this.scene.isAway) throw away()
    if (weather.strikes('failed-ack')) throw away()
    if (weather.strikes('refused-ack')) throw fail('SIMULATED-REFUSAL', 'The broker refuses this acknowledgement.')
    for (const entry of entries) this.subscription.acknowledge(entry)
    this.scene.note(`broker has ${entries.map(nameOf).join(', ')} acknowledged`)
    if (weather.strikes('unconfirmed-ack')) throw away()
  }

  private die(): void {
    for (const entries of this.acking) {
      if (this.scene.draw.chance(0.5)) for (const entry of entries) this.subscription.acknowledge(entry)
    }
    this.isClosed = true
    this.subscription.detach(this)
  }
}

/** As the trace calls it. */
export function nameOf({ base, partition, index, content }: Entry): string {
  return `${base}/${partition}#${index} (${content})`
}
