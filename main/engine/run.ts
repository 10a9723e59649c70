import type { GraphDocument } from '../../shared/graph/schema.ts'
import { type Failure, FailureError, fail, toFailure } from '../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../shared/message.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import { withOuterNodes } from '../../shared/run/outer-metrics.ts'
import { hasEnded, type RunState } from '../../shared/run/status.ts'
import { ActivityReader } from './activity.ts'
import { type Assembly, assemble, type RunTable } from './assemble.ts'
import { Book } from './book.ts'
import { quietly, within } from './closing.ts'
import type { RunContext } from './context.ts'
import { type DeadLetters, deadLetterOf, deadLettersTo } from './dead-letter.ts'
import { EndOfInput } from './end-of-input.ts'
import { createEpochs, type Epochs } from './epochs.ts'
import { InFlight } from './in-flight.ts'
import { Borrowed, type ExpressionLanguage, nodePorts } from './node-ports.ts'
import { openTogether } from './open-together.ts'
import type { Pipeline, StartOptions } from './pipeline.ts'
import type { Plan } from './plan.ts'
import type { Clock, EnginePorts, Logger, Producer } from './ports.ts'
import { seconds, watchSlowMessages } from './slow-watch.ts'
import type { SourceStage } from './stages/source-stage.ts'
import type { Stage } from './stages/stage.ts'
import { describeUnsettled } from './unsettled.ts'

/** How long closing may take before the run is declared ended all the same. */
const closeGraceMs = 5_000

export interface PipelineRunOptions {
  readonly document: GraphDocument
  readonly plan: Plan
  readonly runs: RunTable
  readonly language: ExpressionLanguage
  readonly ports: EnginePorts
  readonly options: StartOptions
}

/** One run of one pipeline, from opening its sources and sinks to the last acknowledgement. */
export class PipelineRun implements Pipeline, RunContext {
  state: RunState = 'starting'
  failure: Failure | null = null
  readonly inFlight: InFlight
  readonly clock: Clock
  readonly random: () => number
  readonly log: Logger
  readonly ended: Promise<void>
  now: number
  private readonly given: PipelineRunOptions
  private readonly borrowed: Borrowed
  private readonly book = new Book()
  private readonly sampleBook = new Book()
  private readonly stateBook = new Book()
  private readonly topics = new Map<string, { written: number }>()
  private graph: Assembly = { stages: [], sources: [], sinks: [], edges: new Map() }
  private activity = new ActivityReader([])
  private endOfInput: EndOfInput | null = null
  /** Null when no step has state, or nothing of it is kept. */
  private epochs: Epochs | null = null
  private deadLetterProducer: Producer | null = null
  private deadLetters: DeadLetters | null = null
  private pumps: Promise<unknown> = Promise.resolve()
  private readonly cancelTimers: (() => void)[] = []
  private readonly startedAt: number
  private endedAt: number | undefined
  private resolveEnded: () => void = () => {}
  private readonly letterOf = (message: Message) => deadLetterOf(message, this.given.document.id, this.given.ports.text)

  constructor(given: PipelineRunOptions) {
    const { settings } = given.document
    this.given = given
    this.clock = given.ports.clock
    this.random = given.ports.random
    this.log = given.ports.log
    this.inFlight = new InFlight(settings.maxInFlight, settings.maxInFlightBytes)
    this.borrowed = new Borrowed(given.ports)
    this.startedAt = this.clock.now()
    this.now = this.startedAt
    this.ended = new Promise((resolve) => {
      this.resolveEnded = resolve
    })
  }

  get isOver(): boolean {
    return hasEnded(this.state)
  }

  /** Opens everything and begins to pull. Rejects with a FailureError, everything closed again, when that cannot be. */
  async start(): Promise<void> {
    const { document, ports } = this.given
    this.inFlight.pause()
    try {
      await this.openDeadLetters()
      this.graph = this.assemble()
      this.activity = new ActivityReader(this.graph.stages)
      this.endOfInput = new EndOfInput(this, this.graph.stages, this.given.plan.edges)
      this.epochs = createEpochs(this, this.graph.stages, document.settings, ports.state)
      await this.openAll()
    } catch (thrown) {
      const failure = toFailure(thrown, 'SLUICE-START-FAILED')
      this.end('failed', failure)
      await this.ended
      throw new FailureError(failure)
    }
    this.state = 'running'
    const { inFlight, clock, log } = this
    this.cancelTimers.push(watchSlowMessages({ inFlight, clock, log, holderOf: (origin) => this.holderOf(origin) }))
    this.pumps = this.clock.yield().then(() => this.letIn())
  }

  private letIn(): Promise<unknown> {
    this.inFlight.resume()
    if (!this.isOver) this.epochs?.begin()
    return Promise.all(this.graph.sources.map((source) => this.pump(source)))
  }

  private async pump(source: SourceStage): Promise<void> {
    await source.pump()
    if (source.exhausted) this.endOfInput?.look().catch((thrown) => this.fail(toFailure(thrown)))
  }

  fail(failure: Failure): void {
    this.end('failed', failure)
  }

  look(): number {
    this.now = this.clock.now()
    return this.now
  }

  lastActivity(): number {
    return this.now
  }

  isExhausted(): boolean {
    const nothingComes = this.graph.sources.every((source) => source.exhausted)
    return nothingComes && this.inFlight.count === 0 && this.endOfInput?.isReached !== false
  }

  drain(deadlineMs = this.given.document.settings.drainTimeoutMs): Promise<void> {
    if (this.state === 'running') {
      this.state = 'draining'
      this.cancelTimers.push(this.clock.after(deadlineMs, () => this.giveUp(deadlineMs)))
      this.settleAll().catch((thrown) => this.fail(toFailure(thrown)))
    }
    return this.ended
  }

  stop(): Promise<void> {
    this.end('gave-up', { code: 'SLUICE-STOPPED', message: `Stopped at once. ${this.unsettled()}` })
    return this.ended
  }

  observe(edgeId: string, observer: (message: Message) => void): () => void {
    const edge = this.graph.edges.get(edgeId)
    if (edge === undefined) throw fail('SLUICE-EDGE-UNKNOWN', `The running pipeline has no wire ${edgeId}.`)
    return edge.observe(observer)
  }

  snapshot(): RunSnapshot {
    const { document, options } = this.given
    const at = this.clock.now()
    const verdicts = this.activity.read(at)
    const nodes = this.graph.stages.map((stage, index) => {
      const verdict = this.epochs?.verdictOf(stage) ?? verdicts[index] ?? { activity: 'idle' }
      return [stage.node.id, stage.metrics(verdict.activity, verdict.blockedBy)] as const
    })
    const edges = Object.fromEntries([...this.graph.edges].map(([id, edge]) => [id, edge.passed]))
    const { state, startedAt, endedAt, failure } = this
    return {
      status: { runId: options.runId, pipeline: document.id, state, startedAt, endedAt, failure: failure ?? undefined },
      at,
      ...this.ledgers(),
      nodes: withOuterNodes(Object.fromEntries(nodes), edges),
      edges,
      topics: Object.fromEntries([...this.topics].map(([topic, { written }]) => [topic, written])),
    }
  }

  /** The ledgers alone, for who looks at every moment. */
  ledgers(): Pick<RunSnapshot, 'ledger' | 'sampleData' | 'fromState'> {
    const { inFlight, book, sampleBook, stateBook } = this
    return {
      ledger: inFlight.ledger(book),
      sampleData: inFlight.ledger(sampleBook),
      fromState: inFlight.ledger(stateBook),
    }
  }

  private countTopic(topic: string): void {
    const known = this.topics.get(topic)
    if (known === undefined) this.topics.set(topic, { written: 1 })
    else known.written++
  }

  private async openDeadLetters(): Promise<void> {
    const { document, plan } = this.given
    if (!plan.nodes.some((node) => node.onError === 'dead-letter')) return
    const { deadLetter } = document.settings
    if (deadLetter === undefined) {
      throw fail('SLUICE-DEAD-LETTER-MISSING', 'Errors are to go to a dead-letter topic, but the settings name none.')
    }
    const broker = await this.borrowed.broker(deadLetter.connection)
    this.deadLetterProducer = await broker.produce({ topic: deadLetter.topic })
    this.deadLetters = deadLettersTo(this.deadLetterProducer, this, {
      letterOf: this.letterOf,
      written: (topic) => this.countTopic(topic),
    })
  }

  private assemble(): Assembly {
    const { document, plan, runs, language, ports, options } = this.given
    const seed = options.seed ?? Math.floor(ports.random() * 2 ** 32)
    const { borrowed } = this
    const countTopic = (topic: string) => this.countTopic(topic)
    const fail = (failure: Failure) => this.fail(failure)
    return assemble(plan, {
      runs,
      run: this,
      portsOf: (node, states) => nodePorts(node, states, { ports, borrowed, language, seed, countTopic, fail }),
      deadLetters: this.deadLetters,
      letterOf: this.letterOf,
      ackOnReceipt: document.settings.delivery === 'at-most-once',
      book: this.book,
      sampleBook: this.sampleBook,
      stateBook: this.stateBook,
    })
  }

  /** Sinks before sources, and what stands between them too, so that the first message finds everything open. */
  private async openAll(): Promise<void> {
    await openTogether(this.graph.sinks.map((stage) => ({ stage, open: () => stage.sink.open() })))
    await openTogether(this.graph.stages.map((stage) => ({ stage, open: () => stage.open() })))
    await this.epochs?.restore()
    await openTogether(this.graph.sources.map((stage) => ({ stage, open: () => stage.source.open() })))
  }

  /** The way of a drain: nothing new, all in flight settled, state saved, every acknowledgement confirmed. */
  private async settleAll(): Promise<void> {
    for (const source of this.graph.sources) source.halt()
    await this.pumps
    this.inFlight.pause()
    const flushed = Promise.all(this.graph.sinks.map((stage) => quietly(this.log, stage.sink.flush(), 'flush')))
    await this.inFlight.whenEmpty()
    await flushed
    await this.epochs?.finish()
    await Promise.all(this.graph.sources.map((source) => source.acks.settle()))
    if (!this.isOver) this.end('drained', null)
  }

  private giveUp(deadlineMs: number): void {
    const message = `The drain did not finish within ${seconds(deadlineMs)}. ${this.unsettled()}`
    this.end('gave-up', { code: 'SLUICE-DRAIN-TIMEOUT', message })
  }

  private unsettled(): string {
    const { graph, inFlight, clock } = this
    return describeUnsettled({
      sources: graph.sources,
      inFlight,
      now: clock.now(),
      holderOf: (origin) => this.holderOf(origin),
    })
  }

  private holderOf(origin: Origin): string {
    const holder = this.graph.stages.find((stage) => stage.holds(origin))
    if (holder !== undefined) return `node ${holder.node.label}`
    return this.deadLetters?.holds(origin) ? 'the dead-letter topic' : 'no node'
  }

  /** Nothing is acknowledged after this; the rest is closing. */
  private end(state: RunState, failure: Failure | null): void {
    if (this.isOver) return
    this.state = state
    this.failure = failure
    this.endedAt = this.clock.now()
    this.inFlight.close(this.given.document.settings.delivery === 'at-most-once' ? 'dropped' : 'returned')
    this.epochs?.close()
    for (const cancel of this.cancelTimers) cancel()
    for (const source of this.graph.sources) source.halt()
    void this.closeAll()
  }

  private async closeAll(): Promise<void> {
    await Promise.resolve()
    for (const stage of this.graph.stages) this.letGo(stage)
    this.deadLetters?.close()
    await within(this.clock, closeGraceMs, this.closeHosted())
    this.borrowed.stopTimers()
    this.resolveEnded()
  }

  private letGo(stage: Stage): void {
    try {
      stage.close()
    } catch (thrown) {
      this.log.warn(`Node ${stage.node.label} did not close: ${toFailure(thrown).message}`)
    }
  }

  private async closeHosted(): Promise<void> {
    const { sources, sinks } = this.graph
    await Promise.all(sources.map((stage) => quietly(this.log, stage.source.close(), 'close')))
    await this.pumps
    await Promise.all(sinks.map((stage) => quietly(this.log, stage.sink.close(), 'close')))
    if (this.deadLetterProducer !== null) await quietly(this.log, this.deadLetterProducer.close(), 'close')
    if (this.given.ports.state !== null) await quietly(this.log, this.given.ports.state.close(), 'close')
    await this.borrowed.release()
  }
}
