import { toFailure } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import { Credit, type Wait } from '../credit.ts'
import { Defect } from '../defect.ts'
import type { Target } from '../edge.ts'
import type { PlannedNode } from '../plan.ts'
import type { Dropper } from '../unwired.ts'
import { Stage } from './stage.ts'
import {
  type Behaviour,
  dropReasonOf,
  emittedNothing,
  emittedTwice,
  failedAfterEmitting,
  foreignOrigin,
  outletOf,
  unknownPort,
} from './transform.ts'

/** Calls that may be going on at once, unless the spec says otherwise. */
const usualConcurrency = 64

/**
 * An operator that answers later. Messages with the same key wait for each other, so their order holds, unless the operator sees
 * to that itself; others, and those without a key, are worked on side by side. When as many as may run are held the stage is full
 * and those before it wait.
 */
export class AsyncStage extends Stage {
  private readonly behaviour: Behaviour
  private readonly credit = new Credit()
  private readonly running = new Set<Call>()
  /** What waits for an earlier message with its key. A key is present while one of its messages is being worked on. */
  private readonly lanes = new Map<string, Message[]>()
  /** What came while everything was taken, in order; empty whenever something is free. */
  private readonly backlog: Message[] = []
  private held = 0
  private readonly maxRunning: number
  private readonly keepsOrder: boolean

  constructor(node: PlannedNode, run: RunContext, behaviour: Behaviour, unhandled: (dropper: Dropper) => Target) {
    super(node, run, unhandled)
    this.behaviour = behaviour
    this.maxRunning = node.spec.concurrency?.(node.config as never) ?? usualConcurrency
    this.keepsOrder = node.spec.keepsOrder === true
  }

  receive(message: Message): Wait {
    this.held++
    if (this.running.size >= this.maxRunning) this.backlog.push(message)
    else this.begin(message)
    return this.isFull ? this.credit.wait() : undefined
  }

  override get depth(): number {
    return this.held
  }

  override get isFull(): boolean {
    return this.held >= this.maxRunning
  }

  override holds(origin: Origin): boolean {
    const isOf = (message: Message) => message.origin === origin
    return (
      this.backlog.some(isOf) ||
      [...this.running].some((call) => isOf(call.message)) ||
      [...this.lanes.values()].some((lane) => lane.some(isOf))
    )
  }

  override async open(): Promise<void> {
    await this.behaviour.open?.()
  }

  protected override report(): Readonly<Record<string, unknown>> | undefined {
    return this.behaviour.report?.()
  }

  override close(): void {
    this.behaviour.close?.()
    this.backlog.length = 0
    this.lanes.clear()
    this.credit.grant()
  }

  /** Works on a message now, or behind the one with its key that is being worked on. */
  private begin(message: Message): void {
    const lane = this.laneOf(message)
    if (lane === undefined) this.work(message)
    else lane.push(message)
  }

  private laneOf({ key }: Message): Message[] | undefined {
    return key === null || this.keepsOrder ? undefined : this.lanes.get(key)
  }

  /** False when the answer comes later. Most operators that can make a message wait let most of them pass at once. */
  private work(message: Message): boolean {
    const call = new Call(this.node, this.run, message, this)
    const answer = this.call(call)
    if (answer === undefined) this.release()
    else this.expect(call, answer)
    return answer === undefined
  }

  /** Undefined when the message has left, or failed, already. */
  private call(call: Call): Wait {
    try {
      const answer = this.behaviour.onMessage(call.message, call.emit)
      if (answer === undefined && !this.run.isOver) call.finish()
      return answer
    } catch (thrown) {
      call.isOver = true
      return this.reject(call.message, call.reasonFor(thrown))
    }
  }

  private expect(call: Call, answer: Promise<void>): void {
    const { key } = call.message
    this.running.add(call)
    if (key !== null && !this.keepsOrder && !this.lanes.has(key)) this.lanes.set(key, [])
    call.isLate = true
    answer.then(
      () => this.answered(call),
      (thrown) => this.threw(call, thrown),
    )
  }

  private answered(call: Call): void | Promise<void> {
    try {
      if (!this.run.isOver && !call.isOver) call.finish()
    } catch (thrown) {
      return this.threw(call, thrown)
    }
    this.goOn(call)
  }

  private async threw(call: Call, thrown: unknown): Promise<void> {
    if (!this.run.isOver) await this.reject(call.message, call.reasonFor(thrown))
    this.goOn(call)
  }

  private goOn(call: Call): void {
    this.running.delete(call)
    if (this.run.isOver) return
    this.run.look()
    this.release()
    this.goOnWithLane(call.message)
    while (this.backlog.length > 0 && this.running.size < this.maxRunning) this.begin(this.backlog.shift() as Message)
  }

  private goOnWithLane(message: Message): void {
    const lane = this.laneOf(message)
    if (lane === undefined) return
    for (let next = lane.shift(); next !== undefined; next = lane.shift()) if (!this.work(next)) return
    this.lanes.delete(message.key as string)
  }

  private release(): void {
    this.held--
    if (this.held <= this.maxRunning / 2) this.credit.grant()
  }
}

/** One message being worked on: what it has sent so far, and the bookkeeping its cardinality asks for. */
class Call {
  readonly message: Message
  /** The operator answers later: time passes until it sends. */
  isLate = false
  /** The message has gone to `errors`. */
  isOver = false
  private readonly node: PlannedNode
  private readonly run: RunContext
  private readonly stage: Stage
  private emitted = 0

  constructor(node: PlannedNode, run: RunContext, message: Message, stage: Stage) {
    this.node = node
    this.run = run
    this.message = message
    this.stage = stage
  }

  readonly emit = (port: string, message: Message): Wait => {
    if (this.run.isOver) return
    if (this.isLate) this.run.look()
    if (message.origin !== this.message.origin) throw foreignOrigin(this.node)
    const outlet = outletOf(this.stage.outlets, port)
    if (outlet === undefined) throw unknownPort(this.node, port)
    if (this.isMany) this.run.inFlight.add(message.origin, 1)
    else if (this.emitted > 0) throw emittedTwice(this.node)
    this.emitted++
    return outlet.send(message)
  }

  /** The call is over: ends the input's own branch, unless an output took it over. */
  finish(): void {
    if (this.emitted === 0 && this.node.spec.cardinality === 'one') throw emittedNothing(this.node)
    if (this.emitted === 0) this.stage.drop(this.message, dropReasonOf(this.node))
    else if (this.isMany) this.run.inFlight.end(this.message.origin, End.released)
  }

  reasonFor(thrown: unknown): unknown {
    if (this.emitted === 0 || this.isMany || thrown instanceof Defect) return thrown
    return failedAfterEmitting(this.node, toFailure(thrown).message)
  }

  private get isMany(): boolean {
    return this.node.spec.cardinality === 'many'
  }
}
