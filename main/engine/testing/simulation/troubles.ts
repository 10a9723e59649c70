import type { SimulatedBroker } from './broker.ts'
import type { SimulatedConsumer } from './consumer.ts'
import type { Scene } from './scene.ts'

/** Time back to which a broker may forget acknowledgements; the engine recognises what is no older than ten epochs. */
const forgottenMs = 3_000
/** Milliseconds a clock may be set by, again and again. */
const clockJumps = [2_000, 60_000, -500, -5_000]
/** Once only: together they stay below the longest time that sinks wait for a topic. */
const longClockJumps = [80_000_000, -80_000_000]

/** What goes wrong at any moment, whatever the engine is doing. */
export class Troubles {
  /** How far the engine's clock is ahead, because somebody has set it. */
  aheadMs = 0
  private readonly scene: Scene
  private readonly broker: SimulatedBroker
  private mayLeap: boolean
  private awayUntil = 0

  /**
   * `mayLeap`: the clock may be set by a day. Not where messages are gathered by the time of day: the next run would wait as long.
   */
  constructor(scene: Scene, broker: SimulatedBroker, mayLeap: boolean) {
    this.scene = scene
    this.broker = broker
    this.mayLeap = mayLeap
  }

  get isAway(): boolean {
    return !this.scene.weather.isCalm && this.scene.scheduler.now < this.awayUntil
  }

  /** Called after every event. */
  strike(): void {
    const { weather, draw } = this.scene
    if (weather.strikes('clock-jump')) this.setClock()
    if (weather.strikes('long-absence')) this.goAway()
    const consumers = [...this.broker.subscriptions.values()].flatMap((subscription) => subscription.consumers)
    if (consumers.length === 0) return
    if (weather.strikes('disconnect')) (draw.pick(consumers) as SimulatedConsumer).disconnect()
    if (weather.strikes('forgotten-acks')) this.restartBroker()
  }

  engineDied(): void {
    if (this.scene.weather.strikes('power-cut')) this.restartBroker()
  }

  /** The last thing that goes wrong breaks all connections, so that what was refused comes again. */
  calmDown(): void {
    const { weather } = this.scene
    if (weather.isCalm) return
    weather.isCalm = true
    this.scene.note('the weather is good from now on')
    if (weather.kinds.some((kind) => kind !== 'clock-jump')) this.broker.restart(Number.POSITIVE_INFINITY)
  }

  private restartBroker(): void {
    this.scene.note('broker restarts and has forgotten the latest acknowledgements')
    this.broker.restart(this.scene.scheduler.now - forgottenMs)
  }

  private goAway(): void {
    const ms = this.scene.draw.integer(100, 30_000)
    this.scene.note(`broker is away for ${ms} ms`)
    this.awayUntil = this.scene.scheduler.now + ms
    this.broker.restart(Number.POSITIVE_INFINITY)
  }

  private setClock(): void {
    const byMs = this.scene.draw.pick(this.mayLeap ? [...clockJumps, ...longClockJumps] : clockJumps)
    if (longClockJumps.includes(byMs)) this.mayLeap = false
    this.aheadMs += byMs
    this.scene.note(`somebody sets the clock by ${byMs} ms`)
  }
}
