import { fail } from '../../../../shared/ipc/failure.ts'
import { fullTopicName } from '../../../../shared/operators/lib/topic-name.ts'
import type { OutgoingMessage, Producer } from '../../ports.ts'
import { nameOf } from './consumer.ts'
import { isRefused, itemIn } from './payload.ts'
import { answer, type Life, type Scene } from './scene.ts'
import type { Entry, Topic } from './topic.ts'

interface Sending {
  readonly message: OutgoingMessage
  entry: Entry | null
  isOver: boolean
  readonly resolve: (messageId: string) => void
  readonly reject: (thrown: unknown) => void
}

/**
 * A producer of a simulated topic. Messages are stored in the order of the calls; when one fails for now, all behind it that have no
 * receipt fail with it, as with a connection that broke.
 */
export class SimulatedProducer implements Producer {
  readonly topic: string
  private readonly scene: Scene
  private readonly life: Life
  private readonly log: Topic
  private sendings: Sending[] = []
  private readonly flushing: (() => void)[] = []
  private lastArrival = 0
  private lastReceipt = 0

  constructor(scene: Scene, life: Life, log: Topic) {
    this.scene = scene
    this.life = life
    this.log = log
    this.topic = fullTopicName(log.name)
    life.onDeath(() => this.die())
  }

  send(message: OutgoingMessage): Promise<string> {
    const { scheduler, draw, weather, sabotage } = this.scene
    return new Promise((resolve, reject) => {
      if (this.life.isDead) return
      const sending: Sending = { message, entry: null, isOver: false, resolve, reject }
      this.sendings.push(sending)
      const ms = weather.strikes('slow-send') ? draw.integer(50, 900) : draw.integer(0, 8)
      this.lastArrival = Math.max(this.lastArrival, scheduler.now + ms)
      this.at(this.lastArrival, () => this.arrive(sending))
      if (sabotage === 'skip-the-receipt') resolve('0:0:-1')
    })
  }

  async flush(): Promise<void> {
    if (this.sendings.length > 0) await new Promise<void>((resolve) => void this.flushing.push(resolve))
  }

  async close(): Promise<void> {
    this.failAll(0)
    await answer(this.scene, this.life, this.scene.draw.integer(0, 3), () => {})
  }

  /** In the order of the calls also when several fall on the same moment. */
  private at(time: number, run: () => void): void {
    this.scene.scheduler.after(time - this.scene.scheduler.now, () => {
      if (!this.life.isDead) run()
    })
  }

  /** The next message that is not stored reaches the broker: `sending`, or one before it that fell on the same moment. */
  private arrive(sending: Sending): void {
    if (sending.isOver || sending.entry !== null) return
    const next = this.sendings.find(({ entry, isOver }) => entry === null && !isOver) as Sending
    const { weather } = this.scene
    if (this.scene.isAway || weather.strikes('failed-send')) this.failSome(next, 0)
    else if (weather.strikes('unconfirmed-send')) this.failSome(next, this.scene.draw.integer(1, 3))
    else this.store(next)
    if (next !== sending) this.arrive(sending)
  }

  private store(sending: Sending): void {
    if (this.refuses(sending)) this.finish(sending, () => sending.reject(refused()))
    else {
      sending.entry = this.write(sending)
      this.lastReceipt = Math.max(this.lastReceipt, this.scene.scheduler.now + this.scene.draw.integer(0, 6))
      this.at(this.lastReceipt, () => this.confirmUpTo(sending))
    }
  }

  private refuses({ message }: Sending): boolean {
    const item = itemIn(message.payload)
    return item !== null && isRefused(this.log.name, item)
  }

  private confirmUpTo(last: Sending): void {
    if (last.isOver) return
    for (let sending = this.sendings[0]; sending !== undefined; sending = this.sendings[0]) {
      this.confirm(sending)
      if (sending === last) return
    }
  }

  private confirm(sending: Sending): void {
    const entry = sending.entry as Entry
    this.scene.note(`engine hears that ${nameOf(entry)} is stored`)
    this.scene.witness.confirmed(entry)
    this.finish(sending, () => sending.resolve(entry.messageId))
  }

  private write({ message }: Sending): Entry {
    const entry = this.log.store(message, this.scene.scheduler.now)
    this.scene.note(`broker stores ${nameOf(entry)}`)
    this.scene.witness.stored(entry)
    return entry
  }

  /** This one and those behind it fail; the first of them, so many, are stored all the same. */
  private failSome(first: Sending, stored: number): void {
    if (this.scene.sabotage === 'retry-overtakes') this.finish(first, () => first.reject(failed()))
    else this.failAll(stored)
  }

  private failAll(stored: number): void {
    const open = this.sendings
    if (open.length === 0) return
    this.scene.note(`sends to ${this.log.name} fail: ${open.length}`)
    for (const sending of open.filter(({ entry }) => entry === null).slice(0, stored)) {
      if (!this.refuses(sending)) sending.entry = this.write(sending)
    }
    for (const sending of open) {
      if (sending.entry !== null) this.scene.witness.denied(sending.entry)
      this.finish(sending, () => sending.reject(failed()))
    }
  }

  private finish(sending: Sending, end: () => void): void {
    sending.isOver = true
    this.sendings = this.sendings.filter((other) => other !== sending)
    end()
    if (this.sendings.length === 0) for (const resolve of this.flushing.splice(0)) resolve()
  }

  /** Some of what was sent has reached the broker all the same. */
  private die(): void {
    const open = this.sendings.filter(({ entry }) => entry === null)
    const arrived = this.scene.draw.integer(0, open.length)
    for (const sending of open.slice(0, arrived)) {
      if (!this.refuses(sending)) this.write(sending)
    }
    this.sendings = []
  }
}

const failed = () => fail('SLUICE-SEND-TIMEOUT', 'The simulated broker did not answer in time.')
const refused = () => fail('SIMULATED-REFUSAL', 'The simulated topic does not take this message.')
