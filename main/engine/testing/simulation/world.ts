import { type Failure, toFailure } from '../../../../shared/ipc/failure.ts'
import { webTextCodec } from '../../../../shared/operators/lib/text-codec.ts'
import { isBalanced, type Ledger } from '../../../../shared/run/ledger.ts'
import { hasEnded } from '../../../../shared/run/status.ts'
import { codecs } from '../../../world/codecs/codecs.ts'
import { startPipeline } from '../../kernel.ts'
import type { EnginePorts, Logger } from '../../ports.ts'
import { PipelineRun } from '../../run.ts'
import { turn } from '../manual-clock.ts'
import { refusingWorld } from '../refusing-world.ts'
import { SimulatedBroker } from './broker.ts'
import { nameOf } from './consumer.ts'
import { Draw } from './draw.ts'
import type { Drawing } from './drawing.ts'
import { Judge } from './judge.ts'
import { drawMessages, type Publication } from './messages.ts'
import { simulatedHttp, simulatedScripts } from './outside.ts'
import { Running } from './running.ts'
import type { Sabotage } from './sabotage.ts'
import { Life, type Scene } from './scene.ts'
import { Scheduler } from './scheduler.ts'
import { simulatedClock } from './simulated-clock.ts'
import { drawPipeline } from './sketch.ts'
import { SimulatedStore } from './store.ts'
import type { Entry } from './topic.ts'
import { Troubles } from './troubles.ts'
import { type Fault, Weather } from './weather.ts'

export interface WorldOptions {
  readonly seed: number
  readonly sabotage?: Sabotage | null
  /** Faults that are left out. */
  readonly without?: readonly Fault[]
  /** Messages sent, at most. */
  readonly messages?: number
  /** Steps drawn between sources and sinks, at most. */
  readonly steps?: number
  /** Runs of the engine that end before their work is done, at most. */
  readonly lives?: number
  /** Instead of what the seed draws. */
  readonly scenario?: Scenario
}

/** A world of which everything but the order of events and how long they take is given. */
export interface Scenario {
  readonly drawing: Drawing
  /** `start`: epoch milliseconds at which the world begins. */
  readonly messages: (start: number) => readonly Publication[]
  /** What goes wrong; nothing else does. */
  readonly faults: readonly Fault[]
  readonly endings: readonly Ending[]
  /** What the engine does on the way is not judged, only what has become of everything in the end. */
  readonly isJudgedAtEnd: boolean
}

export interface Outcome {
  readonly seed: number
  /** The first rule that was broken; null when none was. */
  readonly problem: string | null
  /** What happened, line by line. */
  readonly trace: readonly string[]
  readonly steps: number
  readonly lives: number
  readonly messages: number
  readonly drawing: Drawing
  readonly faults: ReadonlyMap<Fault, number>
  /** Messages somebody sent, and those the engine wrote, in the order they were stored. */
  readonly published: readonly Entry[]
  readonly stored: readonly Entry[]
  /** Messages in the hands of the engine, at most, after any event. */
  readonly mostInFlight: number
}

/** How a run of the engine ends before its work is done, after so many events. */
export interface Ending {
  readonly kind: 'crash' | 'drain' | 'stop'
  readonly step: number
}

const start = 1_700_000_000_000
/** Virtual time the last run may take to finish in good weather. */
const patienceMs = 600_000
/** In good weather state is saved within this time. */
const savedWithinMs = 5_000

/** Everything one seed decides: a pipeline, its messages, what goes wrong, and what happens before what. */
export class World implements Scene {
  readonly scheduler: Scheduler
  readonly weather: Weather
  readonly draw: Draw
  readonly sabotage: Sabotage | null
  readonly witness: Judge
  private readonly options: WorldOptions
  private readonly drawing: Drawing
  private readonly broker: SimulatedBroker
  private readonly store: SimulatedStore
  private readonly trace: string[] = []
  private readonly endings: readonly Ending[]
  /** Events of the last run that happen in bad weather. */
  private readonly stormSteps: number
  private readonly troubles: Troubles
  private toPublish = 0
  private mostInFlight = 0
  private pipelines = new Map<Life, PipelineRun>()

  constructor(options: WorldOptions) {
    const draw = new Draw(options.seed, 'world')
    this.options = options
    this.sabotage = options.sabotage ?? null
    this.draw = draw.fork('latencies')
    this.scheduler = new Scheduler(draw.fork('order'), start)
    this.weather = new Weather(draw.fork('weather'), options.without ?? [], options.scenario?.faults)
    this.drawing = options.scenario?.drawing ?? drawPipeline(draw.fork('drawing'), options.steps)
    this.broker = new SimulatedBroker(this)
    this.store = new SimulatedStore(this)
    this.witness = new Judge(this.drawing, { broker: this.broker, store: this.store, now: () => this.scheduler.now })
    this.witness.isJudgedAtEnd = options.scenario?.isJudgedAtEnd ?? false
    this.troubles = new Troubles(this, this.broker, this.witness.gatherers.length === 0)
    const ends = draw.fork('endings')
    this.stormSteps = ends.integer(100, 1_500)
    this.endings = options.scenario?.endings ?? this.drawEndings(ends)
    this.witness.mayAcknowledge = (life) => !hasEnded(this.pipelines.get(life)?.state ?? 'running')
    if (this.sabotage === 'ack-at-first-child') this.witness.onConfirmed = (entry) => this.acknowledgeOriginOf(entry)
    this.prepare(draw)
  }

  note(line: string): void {
    this.trace.push(`${String(this.scheduler.now - start).padStart(7)}  ${line}`)
  }

  get isAway(): boolean {
    return this.troubles.isAway
  }

  async run(): Promise<Outcome> {
    for (const ending of this.endings) if (this.witness.problem === null) await this.live(ending)
    while (this.witness.problem === null && !(await this.live(null)));
    if (this.witness.problem === null) this.witness.judge()
    const { trace, drawing } = this
    return {
      seed: this.options.seed,
      problem: this.witness.problem,
      trace,
      steps: this.scheduler.steps,
      lives: this.witness.lives,
      messages: [...this.witness.entries].length,
      drawing,
      faults: this.weather.struck,
      published: [...this.witness.entries],
      stored: this.witness.outputs,
      mostInFlight: this.mostInFlight,
    }
  }

  private drawEndings(draw: Draw): Ending[] {
    const crashes = this.weather.kinds.includes('crash')
    const all = Array.from({ length: draw.integer(0, 4) }, (): Ending => {
      const kind = crashes && draw.chance(0.75) ? 'crash' : draw.pick(['drain', 'stop'] as const)
      return { kind, step: draw.integer(1, draw.pick([40, 150, 500])) }
    })
    return (this.weather.kinds.length === 0 ? all.slice(0, 1) : all).slice(0, this.options.lives ?? all.length)
  }

  private prepare(draw: Draw): void {
    for (const { topic, partitions } of this.drawing.sources) this.broker.topic(topic, partitions)
    for (const { id, operator } of this.drawing.nodes.values()) {
      if (operator === 'pulsar-sink') this.broker.topic(id, draw.integer(1, 2))
    }
    const messages =
      this.options.scenario?.messages(start) ?? drawMessages(draw.fork('messages'), this.drawing.sources, start)
    for (const message of messages.slice(0, this.options.messages ?? messages.length)) {
      this.toPublish++
      this.scheduler.after(message.at, () => {
        this.toPublish--
        const entry = this.broker.topic(message.source.topic).store({ ...message, properties: {} }, this.scheduler.now)
        this.note(`somebody sends ${nameOf(entry)}`)
        this.witness.published(entry, message.source.node)
      })
    }
  }

  /** One run of the engine, up to its ending or until its work is done. True when it is done. */
  private async live(ending: Ending | null): Promise<boolean> {
    const life = new Life(++this.witness.lives)
    this.note(`engine starts, run ${life.number}`)
    this.weather.isCalm = false
    const began = { step: this.scheduler.steps, at: this.scheduler.now }
    const running = this.startEngine(life)
    await turn()
    for (;;) {
      const steps = this.scheduler.steps - began.step
      if (ending === null && (steps > this.stormSteps || this.isWorkDone)) this.troubles.calmDown()
      if (ending?.kind === 'crash' && steps >= ending.step) return this.crash(life)
      if (ending !== null && steps >= ending.step) await running.end(ending.kind)
      if (ending === null && this.isDone(running.pipeline)) await running.end('drain')
      if (running.isOver) return this.judgeEnd(life, running, ending)
      if (!(await this.scheduler.step())) this.witness.find('Nothing happens any more, and the run goes on.')
      this.troubles.strike()
      this.look(running.pipeline)
      if (this.witness.problem !== null) return this.crash(life)
      if (this.scheduler.now > began.at + patienceMs) this.witness.find(this.unfinished(running.pipeline))
    }
  }

  private startEngine(life: Life): Running {
    const running = new Running()
    const options = { runId: `run-${life.number}`, seed: this.options.seed }
    startPipeline(this.drawing.document, this.portsOf(life), options).then(
      (pipeline) => {
        if (!(pipeline instanceof PipelineRun)) throw new Error('The engine has begun something else.')
        this.pipelines.set(life, pipeline)
        running.begin(pipeline)
      },
      (thrown) => running.failToBegin(toFailure(thrown)),
    )
    return running
  }

  private portsOf(life: Life): EnginePorts {
    const log = (level: string) => (message: string) => {
      if (!life.isDead) this.note(`engine ${level}: ${message}`)
    }
    const logger: Logger = { info: log('says'), warn: log('warns'), error: log('alarms') }
    return {
      ...refusingWorld,
      http: simulatedHttp(this, life),
      scripts: simulatedScripts(this, life),
      clock: simulatedClock(this.scheduler, life, () => this.troubles.aheadMs),
      random: this.draw.fork(`engine ${life.number}`).random,
      text: webTextCodec,
      log: logger,
      console: () => {},
      codecs,
      state: this.store.connect(life),
      openBroker: async () => ({ broker: this.broker.connect(life), release: async () => {} }),
    }
  }

  private crash(life: Life): false {
    this.note(`engine dies, run ${life.number}`)
    this.witness.isPeaceful = false
    life.die()
    this.troubles.engineDied()
    return false
  }

  /** The rules that hold at every moment. */
  private look(pipeline: PipelineRun | null): void {
    if (pipeline === null) return
    const { ledger, fromState } = pipeline.ledgers()
    this.mostInFlight = Math.max(this.mostInFlight, ledger.inFlight)
    for (const each of [ledger, fromState])
      if (!isBalanced(each)) this.witness.find(`The ledger is not balanced: ${words(each)}.`)
  }

  private isDone(pipeline: PipelineRun | null): boolean {
    if (pipeline === null || !this.weather.isCalm || !this.isWorkDone) return false
    const { ledger, fromState } = pipeline.ledgers()
    // At most once, or under a sabotage, what is acknowledged may not be in the saved state yet.
    const mayWait = this.drawing.isLossy || this.witness.isJudgedAtEnd
    const isOld = !mayWait || this.scheduler.now > this.witness.busyUntil + savedWithinMs
    return isOld && ledger.inFlight + fromState.inFlight === 0 && this.witness.isNothingGathered
  }

  /** Everything is sent and acknowledged. */
  private get isWorkDone(): boolean {
    return this.toPublish === 0 && !this.broker.hasBacklog
  }

  private async judgeEnd(life: Life, { pipeline, failure }: Running, ending: Ending | null): Promise<boolean> {
    const reason = pipeline?.failure ?? failure
    this.note(
      `engine has ended, run ${life.number}: ${pipeline?.state ?? 'not started'}${reason === null ? '' : `, ${reason.message}`}`,
    )
    if (reason !== null && !this.isExplained(reason, ending))
      this.witness.find(`The run ended with ${reason.code}: ${reason.message}`)
    if (life.timers > 0) this.witness.find(`The run has ended and left ${life.timers} timers behind.`)
    if (pipeline !== null && pipeline.state !== 'drained') this.witness.isPeaceful = false
    if (pipeline?.state === 'drained') this.judgeDrain(life, pipeline.ledgers().ledger)
    life.die()
    if (pipeline === null) await this.pass(this.draw.integer(500, 3_000))
    return ending === null && pipeline?.state === 'drained'
  }

  /** Nobody runs the engine for a while. */
  private async pass(ms: number): Promise<void> {
    let isOver = false
    this.scheduler.after(ms, () => {
      isOver = true
    })
    while (!isOver) await this.scheduler.step()
  }

  /** What it has taken in it has asked to acknowledge. What is given back on the way is taken in more often than it is handed out. */
  private judgeDrain(life: Life, { received, inFlight }: Ledger): void {
    if (inFlight > 0) this.witness.find(`The run is drained with ${inFlight} messages in flight.`)
    if (this.drawing.returns === null && life.settled < received)
      this.witness.find(
        `The run is drained, has taken in ${received} messages, and asked to acknowledge ${life.settled}.`,
      )
  }

  private isExplained({ code }: Failure, ending: Ending | null): boolean {
    if (code === 'SIMULATED-BREAK' || code === 'SLUICE-BROKER-AWAY') return !this.weather.isCalm
    if (code === 'SLUICE-STOPPED') return ending?.kind === 'stop'
    return code === 'SLUICE-DRAIN-TIMEOUT' && ending?.kind === 'drain'
  }

  private unfinished(pipeline: PipelineRun | null): string {
    const backlog = this.witness.backlog.map(nameOf)
    const { ledger, fromState } = pipeline?.ledgers() ?? {}
    const left = [words(ledger), words(fromState), `not acknowledged: ${backlog.join(', ') || 'nothing'}`]
    return `The run does not come to its end in good weather: ${left.join('; ')}.`
  }

  /** Sabotage: what the engine would do if it acknowledged at the first child. */
  private acknowledgeOriginOf({ content }: Entry): void {
    const id = content.split(/[ /]/)[0]
    for (const entry of this.witness.entries) {
      if (entry.content.split(' ')[0] !== id) continue
      const subscription = [...this.broker.subscriptions.values()].find(({ backlog }) => backlog.includes(entry))
      if (subscription === undefined) continue
      this.witness.acknowledging(entry, new Life(0))
      subscription.acknowledge(entry)
    }
  }
}

function words(ledger: Ledger | undefined): string {
  return JSON.stringify(ledger ?? null)
}
