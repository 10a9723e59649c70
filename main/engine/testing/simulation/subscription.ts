import type { SubscriptionType } from '../../ports.ts'
import type { SimulatedConsumer } from './consumer.ts'
import type { Scene } from './scene.ts'
import { type Entry, hashOf, type Topic } from './topic.ts'

/** What a subscription knows of one message. */
interface Standing {
  readonly entry: Entry
  isAcked: boolean
  ackedAt: number
  holder: SimulatedConsumer | null
  /** Not handed out before; epoch milliseconds. */
  dueAt: number
  /** How often it was given back. */
  returns: number
}

/** A subscription, which outlives everybody who reads by it. Every message is in one of three places: acknowledged, in a consumer's hands, or waiting. */
export class SimulatedSubscription {
  readonly name: string
  readonly type: SubscriptionType
  readonly consumers: SimulatedConsumer[] = []
  private readonly scene: Scene
  private readonly partitions: readonly (readonly Entry[])[]
  private readonly standings = new Map<Entry, Standing>()

  constructor(scene: Scene, name: string, type: SubscriptionType, topics: readonly Topic[]) {
    this.scene = scene
    this.name = name
    this.type = type
    this.partitions = topics.flatMap((topic) => topic.partitions)
  }

  /** Messages that are not acknowledged. */
  get backlog(): readonly Entry[] {
    return this.partitions.flat().filter((entry) => !this.standingOf(entry).isAcked)
  }

  get hasBacklog(): boolean {
    return this.partitions.some((log) => log.some((entry) => !this.standingOf(entry).isAcked))
  }

  attach(consumer: SimulatedConsumer): void {
    this.consumers.push(consumer)
    this.wakeAll()
  }

  detach(consumer: SimulatedConsumer): void {
    const at = this.consumers.indexOf(consumer)
    if (at >= 0) this.consumers.splice(at, 1)
    this.takeBack(consumer)
  }

  /** What this consumer holds waits again. */
  takeBack(consumer: SimulatedConsumer): void {
    for (const standing of this.standings.values()) if (standing.holder === consumer) standing.holder = null
    this.wakeAll()
  }

  /** Hands out up to `max` messages, from partitions in any order, each partition from its first waiting message on. */
  take(consumer: SimulatedConsumer, max: number): Entry[] {
    const queues = this.partitions.map((log) => this.waitingIn(log, consumer)).filter((queue) => queue.length > 0)
    const taken: Entry[] = []
    while (taken.length < max && queues.length > 0) {
      const queue = this.scene.draw.pick(queues)
      const entry = queue.shift() as Entry
      if (queue.length === 0) queues.splice(queues.indexOf(queue), 1)
      this.standingOf(entry).holder = consumer
      taken.push(entry)
    }
    return taken
  }

  hasFor(consumer: SimulatedConsumer): boolean {
    return this.partitions.some((log) => this.waitingIn(log, consumer).length > 0)
  }

  returnsOf(entry: Entry): number {
    return this.standingOf(entry).returns
  }

  isAcked(entry: Entry): boolean {
    return this.standingOf(entry).isAcked
  }

  acknowledge(entry: Entry): void {
    const standing = this.standingOf(entry)
    standing.isAcked = true
    standing.ackedAt = this.scene.scheduler.now
    standing.holder = null
    this.wakeAll()
  }

  giveBack(entry: Entry, delayMs: number): void {
    const standing = this.standingOf(entry)
    if (standing.isAcked) return
    standing.holder = null
    standing.returns++
    standing.dueAt = this.scene.scheduler.now + delayMs
    this.scene.scheduler.after(delayMs, () => this.wakeAll())
  }

  /** What was acknowledged since then waits again; all who read lose their connection. */
  forgetSince(time: number): void {
    for (const standing of this.standings.values()) {
      if (standing.isAcked && standing.ackedAt >= time) standing.isAcked = false
    }
    for (const consumer of this.consumers) consumer.disconnect()
    this.wakeAll()
  }

  wakeAll(): void {
    for (const consumer of this.consumers) consumer.look()
  }

  private waitingIn(log: readonly Entry[], consumer: SimulatedConsumer): Entry[] {
    if (!this.mayRead(consumer)) return []
    const { now } = this.scene.scheduler
    const blocked = new Set<string>()
    return log.filter((entry) => {
      const { isAcked, holder, dueAt } = this.standingOf(entry)
      if (isAcked) return false
      const isFree = holder === null && dueAt <= now
      if (this.type !== 'KeyShared') return isFree
      const key = entry.key ?? ''
      if (!isFree && holder !== consumer) blocked.add(key)
      return isFree && !blocked.has(key) && this.ownerOf(key) === consumer
    })
  }

  private mayRead(consumer: SimulatedConsumer): boolean {
    return this.type === 'Shared' || this.type === 'KeyShared' || this.consumers[0] === consumer
  }

  private ownerOf(key: string): SimulatedConsumer | undefined {
    return this.consumers[hashOf(key) % this.consumers.length]
  }

  private standingOf(entry: Entry): Standing {
    const known = this.standings.get(entry)
    if (known !== undefined) return known
    const standing = { entry, isAcked: false, ackedAt: 0, holder: null, dueAt: 0, returns: 0 }
    this.standings.set(entry, standing)
    return standing
  }
}
