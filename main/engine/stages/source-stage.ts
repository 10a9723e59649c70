import { FailureError, toFailure } from '../../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../../shared/message.ts'
import { AckGroup } from '../ack-group.ts'
import type { Book } from '../book.ts'
import type { RunContext } from '../context.ts'
import type { Wait } from '../credit.ts'
import type { DeadLetters } from '../dead-letter.ts'
import { Defect } from '../defect.ts'
import type { Target } from '../edge.ts'
import { handedOutName } from '../epoch-part.ts'
import { HeldAcks } from '../held-acks.ts'
import type { SourceInstance, SourceMessage } from '../hosted/contract.ts'
import type { Outlet } from '../outlet.ts'
import type { PlannedNode } from '../plan.ts'
import { isTransient } from '../ports.ts'
import { retryDelay } from '../retry.ts'
import type { Acknowledger, Tracker } from '../tracker.ts'
import type { Dropper } from '../unwired.ts'
import { Stage } from './stage.ts'
import { Turn } from './turn.ts'

const maxBatch = 1_024

/** For messages that were acknowledged on receipt. */
const nothingLeft: Acknowledger = { settled: () => {} }

export interface SourceOptions {
  readonly source: SourceInstance
  readonly book: Book
  /** At most once: acknowledged on receipt instead of on settlement. */
  readonly ackOnReceipt: boolean
  /** Takes what the source hands out as dead; null when it never does. */
  readonly deadLetters: DeadLetters | null
}

/**
 * Pulls from a source as long as there is room, opens a slot for each message and pushes it through the graph. Waits only
 * when the graph says it is full, when too much is in flight, or to give the event loop its turn.
 */
export class SourceStage extends Stage {
  readonly source: SourceInstance
  readonly book: Book
  readonly acks: AckGroup
  /** What keeps the source from pulling: a full stage behind it, or too much in flight. */
  waitingFor: 'credit' | 'room' | null = null
  exhausted = false
  private halted = false
  private readonly out: Outlet
  private readonly ackOnReceipt: boolean
  private readonly deadLetters: DeadLetters | null
  private held: HeldAcks | null = null
  private readonly trackers = new Map<string, Tracker>()
  private lastTopic: string | null = null
  private lastTracker: Tracker | null = null
  private cancelTimer: (() => void) | null = null
  private inHand = 0
  private opened = 0
  private readonly turn: Turn

  constructor(node: PlannedNode, run: RunContext, options: SourceOptions, unhandled: (dropper: Dropper) => Target) {
    super(node, run, unhandled)
    const { source, book, ackOnReceipt, deadLetters } = options
    this.turn = new Turn(run)
    this.source = source
    this.book = book
    this.ackOnReceipt = ackOnReceipt
    this.deadLetters = deadLetters
    this.out = this.outlets[0] as Outlet
    const ack = (ids: readonly unknown[]) => source.ack(ids)
    this.acks = new AckGroup({ ack, clock: run.clock, random: run.random, log: run.log, label: `Node ${node.label}` })
  }

  receive(): Wait {
    throw new Defect('SLUICE-SOURCE-INPUT', `Node ${this.node.label} is a source and takes no messages.`, this.node.id)
  }

  /** Messages that touch state are acknowledged by epochs from now on. Called before the first is pulled; `held` gets the bytes of each. */
  holdAcks(held: (bytes: number) => void): HeldAcks {
    const { acks, node, source } = this
    const isOpen = (origin: Origin) => this.trackers.get(origin.topic)?.has(origin) === true
    this.held = new HeldAcks({ name: handedOutName(node), acks, redelivers: source.redelivers === true, isOpen, held })
    return this.held
  }

  /** Messages worked on whose acknowledgement waits for an epoch. */
  get unsaved(): number {
    return this.held?.count ?? 0
  }

  /** Resolves when the source is exhausted or was halted; fails the run when the source breaks. */
  async pump(): Promise<void> {
    try {
      while (!this.halted) await this.pumpOnce()
    } catch (thrown) {
      this.run.fail({ nodeId: this.node.id, ...toFailure(thrown, 'SLUICE-SOURCE-FAILED') })
    }
  }

  /** Whether messages of this source have not all ended. */
  get isUnderWay(): boolean {
    return [...this.trackers.values()].some((tracker) => !tracker.isEmpty)
  }

  /** Takes nothing more from the source. */
  halt(): void {
    if (this.halted) return
    this.halted = true
    this.source.wake()
  }

  /** Messages taken from the outside. */
  override get received(): number {
    return this.opened
  }

  override get depth(): number {
    return this.inHand
  }

  override holds(origin: Origin): boolean {
    return this.deadLetters?.holds(origin) === true
  }

  override close(): void {
    this.halt()
    this.deadLetters?.close()
    this.cancelTimer?.()
    this.acks.close()
  }

  private async pumpOnce(): Promise<void> {
    if (this.run.inFlight.free <= 0) return this.awaitRoom(0)
    const batch = await this.pull(Math.min(maxBatch, this.run.inFlight.free))
    if (batch === null) {
      this.exhausted = true
      this.halted = true
      return
    }
    if (batch.length > 0) await this.push(batch)
    else await this.run.clock.yield()
  }

  /** A source that is away for a while is asked again, with back-off, until it is back or the run ends. */
  private async pull(max: number): Promise<readonly SourceMessage[] | null> {
    for (let attempt = 1; !this.halted; attempt++) {
      try {
        return await this.source.pull(max)
      } catch (thrown) {
        const failure = toFailure(thrown, 'SLUICE-SOURCE-FAILED')
        if (!isTransient(failure)) throw thrown
        if (attempt === 1) this.run.log.warn(`Node ${this.node.label} cannot read and tries again: ${failure.message}`)
        await this.pause(retryDelay(attempt, this.run.random))
      }
    }
    return []
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.run.clock.after(ms, resolve)
      this.cancelTimer = () => {
        cancel()
        resolve()
      }
    })
  }

  private async push(batch: readonly SourceMessage[]): Promise<void> {
    if (this.ackOnReceipt) await this.acknowledge(batch)
    this.turn.look()
    let next = 0
    while (next < batch.length && this.goesOn) {
      const { size } = (batch[next] as SourceMessage).message.origin
      if (this.run.inFlight.hasRoom(size)) next = await this.pushSome(batch, next)
      else await this.awaitRoom(batch.length - next)
    }
    this.inHand = 0
    if (this.ackOnReceipt) this.enterLost(batch.length - next)
  }

  /** The run ended in the middle of a batch whose messages were acknowledged: they are gone, and the ledger says so. */
  private enterLost(count: number): void {
    this.opened += count
    this.book.received += count
    this.book.enterLost(count)
  }

  /** At most once: the broker must know before anything is done with a message, or a crash would repeat it. */
  private async acknowledge(batch: readonly SourceMessage[]): Promise<void> {
    for (const { id } of batch) this.acks.settled(id)
    await this.acks.settle()
  }

  /** What was acknowledged already is worked on to the end, also while draining: it would not come again. */
  private get goesOn(): boolean {
    return this.ackOnReceipt ? !this.run.isOver : !this.halted
  }

  /** Pushes until something must be waited for, waits for it, and returns the index of the next message. */
  private async pushSome(batch: readonly SourceMessage[], start: number): Promise<number> {
    const { inFlight } = this.run
    for (let index = start; index < batch.length; index++) {
      const taken = batch[index] as SourceMessage
      if (!this.goesOn || !inFlight.hasRoom(taken.message.origin.size)) return index
      const wait = this.accept(taken)
      if (wait !== undefined) {
        this.inHand = batch.length - index - 1
        await this.awaitCredit(wait)
        return index + 1
      }
      if (this.turn.isOver()) {
        await this.run.clock.yield()
        this.turn.begin()
        return index + 1
      }
    }
    return batch.length
  }

  private accept({ message, id, isDead }: SourceMessage): Wait {
    const { origin } = message
    if (this.held?.isRepeat(origin, id)) return this.skipRepeat()
    this.run.inFlight.open(this.trackerFor(origin), origin, id, this.turn.now)
    this.opened++
    if (isDead && this.deadLetters !== null) return this.giveUp(message, this.deadLetters)
    if (message.failure !== null) return this.reject(message, new FailureError(message.failure))
    return this.out.send(message)
  }

  private giveUp(message: Message, deadLetters: DeadLetters): Wait {
    this.countFailure()
    return deadLetters.receive(message)
  }

  /** It was counted in state, or will be, the first time it came. */
  private skipRepeat(): void {
    this.opened++
    this.book.received++
    this.book.enterLost(1)
    this.countDrop('repeated')
  }

  /** One tracker per source partition. */
  private trackerFor(origin: Origin): Tracker {
    if (origin.topic === this.lastTopic && this.lastTracker !== null) return this.lastTracker
    const known = this.trackers.get(origin.topic)
    const tracker = known ?? this.newTracker()
    this.trackers.set(origin.topic, tracker)
    this.lastTopic = origin.topic
    this.lastTracker = tracker
    return tracker
  }

  private newTracker(): Tracker {
    if (this.lastTracker !== null && this.run.inFlight.isFullOfTrackers) return this.lastTracker
    const { book, held, acks, source } = this
    if (this.ackOnReceipt) return this.run.inFlight.track(book, nothingLeft)
    const giveBack = (id: unknown, origin: Origin) => this.giveBack(id, origin)
    return this.run.inFlight.track(book, held ?? acks, source.redelivers ? giveBack : null)
  }

  private giveBack(id: unknown, origin: Origin): void {
    const reason = this.run.inFlight.reasonOf(origin)
    this.source.nack(id, reason)
    for (const repeat of this.held?.returned(origin) ?? []) this.source.nack(repeat, reason)
  }

  private async awaitCredit(wait: Promise<void>): Promise<void> {
    this.waitingFor = 'credit'
    await wait
    this.waitingFor = null
    this.turn.begin()
  }

  private async awaitRoom(inHand: number): Promise<void> {
    this.inHand = inHand
    this.waitingFor = 'room'
    await this.run.inFlight.whenSettled()
    this.waitingFor = null
    this.turn.begin()
  }
}
