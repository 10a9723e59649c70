import { FailureError, fail, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import type { Book } from '../book.ts'
import { End } from '../book.ts'
import type { RunContext } from '../context.ts'
import { both, type Wait } from '../credit.ts'
import type { Target } from '../edge.ts'
import { KeyedStates, type StateChange } from '../keyed-states.ts'
import type { PlannedNode } from '../plan.ts'
import type { Acknowledger, Tracker } from '../tracker.ts'
import type { Dropper } from '../unwired.ts'
import { WakeQueue } from '../wake-queue.ts'
import { Stage } from './stage.ts'
import { dropReasonOf, foreignOrigin, outletOf, type Send, unknownPort } from './transform.ts'

/** A stateful operator as the engine calls it: state type and port names are known only at run time. */
export interface KeyedBehaviour {
  keyOf?(message: Message): string
  onMessage(key: string, state: unknown, message: Message, emit: Send, port: string): unknown
  wakeAt?(state: unknown): number | null
  onTimer?(key: string, state: unknown, now: number, emit: Send): unknown
  onEnd?(key: string, state: unknown, emit: Send): unknown
  readonly maxKeys?: number
  report?(): Readonly<Record<string, unknown>>
  close?(): void
}

/** Messages made of state have nothing to acknowledge: their inputs ended when they were absorbed. */
const nothingToAcknowledge: Acknowledger = { settled: () => {} }

/** Keys woken or finished in one turn of the event loop, at most. */
const callsPerTurn = 512
/** Timers of the world take no more than 2^31 milliseconds; one that is farther away is set again when it rings. */
const longestAlarmMs = 2 ** 30
/** From here on an alarm is far away, in milliseconds. */
const farMs = 100

/**
 * A stateful operator: one state per key, kept here and handed in. The input is sent on any number of times, or ends absorbed or
 * dropped; what is made of state has slots of its own, so that a drain waits for its receipts too.
 */
export class KeyedStage extends Stage {
  readonly states: KeyedStates
  private readonly behaviour: KeyedBehaviour
  private readonly wakes = new WakeQueue()
  private readonly tracker: Tracker
  private readonly emit: Send
  private readonly ends: boolean
  /** Of the call that is going on; null while the clock or the end of input is what calls. */
  private input: Origin | null = null
  private emitted = 0
  private wait: Wait = undefined
  private alarm: { readonly at: number; readonly cancel: () => void } | null = null
  private waking = false
  private closed = false

  constructor(
    node: PlannedNode,
    run: RunContext,
    { behaviour, book }: { behaviour: KeyedBehaviour; book: Book },
    unhandled: (dropper: Dropper) => Target,
  ) {
    super(node, run, unhandled)
    this.behaviour = behaviour
    this.states = new KeyedStates(behaviour.maxKeys)
    this.tracker = run.inFlight.track(book, nothingToAcknowledge)
    this.ends = node.spec.cardinality === 'optional'
    this.emit = (port, message) => this.send(port, message)
  }

  /** Whether messages made of state have not all ended. */
  get isUnderWay(): boolean {
    return !this.tracker.isEmpty
  }

  /** Each input port has its own way in, for operators that tell them apart. */
  override inlet(port: string): Target {
    return { receive: (message) => this.take(message, port) }
  }

  receive(message: Message): Wait {
    return this.take(message, this.node.spec.inputs[0] as string)
  }

  private take(message: Message, port: string): Wait {
    this.begin(message.origin)
    this.run.inFlight.touch(message.origin)
    try {
      const key = this.behaviour.keyOf === undefined ? keyOf(message) : this.behaviour.keyOf(message)
      this.keep(key, this.behaviour.onMessage(key, this.states.get(key), message, this.emit, port))
    } catch (thrown) {
      return both(this.wait, this.reject(message, thrown))
    }
    if (this.emitted > 0) this.run.inFlight.end(message.origin, End.released)
    else if (this.ends) this.drop(message, dropReasonOf(this.node))
    else this.run.inFlight.end(message.origin, End.absorbed)
    return this.wait
  }

  /** Puts saved states in, before the first message. Keys that are due are woken when the run lets anything in. */
  restore(saved: Iterable<StateChange>): void {
    this.states.restore(saved)
    for (const key of this.states.keys()) this.wakes.set(key, this.wakeAt(this.states.get(key)))
    this.setAlarm()
  }

  /** Every source before it is exhausted and nothing is under way to it: sends what waits in its states. Called once. */
  async finish(): Promise<void> {
    const { onEnd } = this.behaviour
    if (onEnd === undefined) return
    const keys = this.states.keys()
    let next = 0
    await this.callForEach(
      () => keys[next++] ?? null,
      (key, state) => onEnd.call(this.behaviour, key, state, this.emit),
    )
  }

  override close(): void {
    this.closed = true
    this.alarm?.cancel()
    this.wakes.clear()
    this.behaviour.close?.()
  }

  protected override report(): Readonly<Record<string, unknown>> {
    return { keys: this.states.size, ...this.behaviour.report?.() }
  }

  private begin(input: Origin | null): void {
    this.input = input
    this.emitted = 0
    this.wait = undefined
  }

  private keep(key: string, state: unknown): void {
    const forgotten = this.states.set(key, state)
    if (forgotten !== undefined) this.wakes.set(forgotten, null)
    if (this.behaviour.wakeAt === undefined) return
    const at = state === undefined ? null : this.wakeAt(state)
    this.wakes.set(key, at)
    if (at !== null && at < this.alarmAt) this.setAlarm()
  }

  private wakeAt(state: unknown): number | null {
    return this.behaviour.wakeAt?.(state) ?? null
  }

  private send(port: string, message: Message): Wait {
    const outlet = port === 'errors' ? null : outletOf(this.outlets, port)
    if (outlet === undefined) throw unknownPort(this.node, port)
    const { origin, failure } = message
    if (origin === this.input) {
      this.run.inFlight.add(origin, 1)
      this.emitted++
    } else if (origin.token === -1) {
      this.run.inFlight.open(this.tracker, origin, null, this.run.now)
      this.run.inFlight.touch(origin)
    } else throw foreignOrigin(this.node)
    const sent = outlet === null ? this.reject(message, failure && new FailureError(failure)) : outlet.send(message)
    this.wait = both(this.wait, sent)
    return this.wait
  }

  private get alarmAt(): number {
    return this.alarm?.at ?? Number.POSITIVE_INFINITY
  }

  /** One alarm for the earliest key. While woken keys are being worked on none is set: that work sets the next. */
  private setAlarm(): void {
    if (this.waking || this.closed) return
    const at = this.wakes.next()
    if (at === null || at >= this.alarmAt) return
    this.alarm?.cancel()
    const now = this.run.clock.now()
    const inMs = Math.min(longestAlarmMs, untilLook(at - now))
    this.alarm = { at: now + inMs, cancel: this.run.clock.after(inMs, () => void this.wake()) }
  }

  private async wake(): Promise<void> {
    this.alarm = null
    this.waking = true
    await this.whenLetIn()
    const now = this.run.look()
    await this.callForEach(
      () => this.wakes.takeDue(now),
      (key, state) => this.behaviour.onTimer?.(key, state, now, this.emit),
    )
    this.waking = false
    this.setAlarm()
  }

  /** One key after the other, each when nothing before it makes it wait; not while the run is paused. */
  private async callForEach(nextKey: () => string | null, call: CallForKey): Promise<void> {
    for (let calls = 1; ; calls++) {
      await this.whenLetIn()
      const key = this.isDone ? null : nextKey()
      if (key === null) return
      const wait = this.callFor(key, call)
      if (wait !== undefined) await wait
      if (calls % callsPerTurn === 0) await this.run.clock.yield()
    }
  }

  private async whenLetIn(): Promise<void> {
    while (this.run.inFlight.isPaused && !this.isDone) await this.run.inFlight.whenResumed()
  }

  private get isDone(): boolean {
    return this.closed || this.run.isOver
  }

  /** A call that no message asked for. What it throws is the operator's fault and ends the run. */
  private callFor(key: string, call: CallForKey): Wait {
    const state = this.states.get(key)
    if (state === undefined) return
    this.begin(null)
    try {
      this.keep(key, call(key, state))
    } catch (thrown) {
      this.run.fail({ nodeId: this.node.id, ...toFailure(thrown, 'SLUICE-STEP-FAILED') })
    }
    return this.wait
  }
}

/** An alarm that is far away rings at half time first, to look again: it need not be set anew whenever the time moves nearer. */
function untilLook(waitMs: number): number {
  return waitMs > farMs ? Math.floor(waitMs / 2) : Math.max(0, waitMs)
}

type CallForKey = (key: string, state: unknown) => unknown

function keyOf({ key }: Message): string {
  if (key !== null) return key
  throw fail(
    'SLUICE-KEY-MISSING',
    'The message has no key, and this step keeps its state by key. Put a Key by step before it.',
  )
}
