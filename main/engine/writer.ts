import { type Failure, type FailureError, fail, toFailure } from '../../shared/ipc/failure.ts'
import type { Message, Origin } from '../../shared/message.ts'
import type { RunContext } from './context.ts'
import { both, Credit, type Wait } from './credit.ts'
import { Defect } from './defect.ts'
import type { SinkInstance } from './hosted/contract.ts'
import { retryDelay } from './retry.ts'

/** Who is told how each message ended. */
export interface WriterOwner {
  /** The receipt is there. */
  confirmed(message: Message): void
  /** The sink will never take this message; `attempt` is 1 when the first try failed. */
  refused(message: Message, thrown: unknown, attempt: number): Wait
}

export interface WriterOptions {
  readonly owner: WriterOwner
  readonly sink: Pick<SinkInstance, 'onMessage' | 'settled' | 'lane' | 'maxPending' | 'maxWaitingPerLane'>
  readonly run: RunContext
  /** Who writes, as the log names it. */
  readonly label: string
  /** Whether a failure is tried again in place; every other is refused. */
  triesAgain(failure: Failure): boolean
}

/** One message on its way out. */
interface Writing {
  readonly message: Message
  /** Order of arrival. */
  readonly turn: number
  attempt: number
  /** In the list of those whose receipt is out; -1 while it is not. */
  place: number
  /** The one that was written after this one and waits for the same receipt. */
  next: Writing | null
  /** The lane that tries it again, alone; null for all others. */
  lane: Lane | null
}

/** A lane in which a message failed and is tried again; everything behind it waits. */
interface Lane {
  readonly key: string
  /** In order of arrival. */
  readonly waiting: Writing[]
  /** While the back-off runs. */
  cancelTimer: (() => void) | null
  /** The back-off is over; the first message goes out, alone, as soon as there is room. */
  isDue: boolean
  /** The message being tried again, while its receipt is out. */
  trying: Writing | null
  /** Why no more may wait in it; made once, because a stack costs more than a message. */
  full: FailureError | null
}

/** Messages that may wait behind retries before the writer counts as full. */
const maxWaiting = 10_000

/**
 * Writes messages out: pipelined up to the sink's `maxPending`, each confirmed on its receipt. A transient failure is
 * tried again with back-off until it succeeds, and what belongs to the same lane waits behind it, so a retry never lets a
 * later message overtake. Lanes cost nothing until something fails.
 */
export class Writer {
  private readonly options: WriterOptions
  private readonly owner: WriterOwner
  private readonly sink: WriterOptions['sink']
  private readonly maxPending: number
  private readonly credit = new Credit()
  /** Those whose receipt is out, in no order. */
  private readonly pending: Writing[] = []
  /** The receipt given out last, if it is still out, and the last of those that wait for it: a sink may have one for many. */
  private receipt: Promise<unknown> | null = null
  private lastOfReceipt: Writing | null = null
  private readonly lanes = new Map<string, Lane>()
  /** What came although the writer was full, in order. */
  private readonly queue: Writing[] = []
  private waiting = 0
  /** Some lane may send, as soon as there is room. */
  private hasReadyLane = false
  private turns = 0

  constructor(options: WriterOptions) {
    this.options = options
    this.owner = options.owner
    this.sink = options.sink
    this.maxPending = Math.max(1, this.sink.maxPending)
  }

  /** Takes the message in any case; a promise means "full, send no more until it resolves". */
  write(message: Message): Wait {
    if (this.lanes.size === 0 && this.hasRoom) return this.writeNow(message)
    const writing = this.begin(message)
    if (this.queue.length === 0 && this.hasRoom) this.route(writing)
    else this.queue.push(writing)
    return this.waitIfFull()
  }

  get depth(): number {
    return this.pending.length + this.queue.length + this.waiting
  }

  get isFull(): boolean {
    return this.pending.length >= this.maxPending || this.waiting >= maxWaiting
  }

  private get hasRoom(): boolean {
    return this.pending.length < this.maxPending
  }

  holds(origin: Origin): boolean {
    const isOf = (writing: Writing) => writing.message.origin === origin
    return (
      this.pending.some(isOf) ||
      this.queue.some(isOf) ||
      [...this.lanes.values()].some((lane) => lane.waiting.some(isOf))
    )
  }

  /** Tries nothing again and lets everybody who waits go on. */
  close(): void {
    for (const lane of this.lanes.values()) lane.cancelTimer?.()
    this.lanes.clear()
    this.queue.length = 0
    this.credit.grant()
  }

  /** The common case: nothing is remembered of a message whose receipt comes at once. */
  private writeNow(message: Message): Wait {
    try {
      const receipt = this.sink.onMessage(message)
      if (receipt === undefined) return this.owner.confirmed(message)
      return this.expect(this.begin(message), receipt)
    } catch (thrown) {
      return both(this.failed(this.begin(message), thrown), this.waitIfFull())
    }
  }

  private begin(message: Message): Writing {
    return { message, turn: this.turns++, attempt: 1, place: -1, next: null, lane: null }
  }

  private writeAgain(writing: Writing): void {
    try {
      const receipt = this.sink.onMessage(writing.message)
      if (receipt === undefined) this.succeeded(writing)
      else void this.expect(writing, receipt)
    } catch (thrown) {
      void this.failed(writing, thrown)
    }
  }

  private expect(writing: Writing, receipt: Promise<unknown>): Wait {
    writing.place = this.pending.push(writing) - 1
    if (receipt === this.receipt) (this.lastOfReceipt as Writing).next = writing
    else {
      this.receipt = receipt
      receipt.then(
        () => this.received(receipt, writing),
        (thrown) => void this.notReceived(receipt, writing, thrown),
      )
    }
    this.lastOfReceipt = writing
    return this.waitIfFull()
  }

  /** For `first` and all behind it. */
  private received(receipt: Promise<unknown>, first: Writing): void {
    this.forget(receipt)
    for (let writing: Writing | null = first; writing !== null; writing = takeNext(writing)) {
      if (!this.options.run.isOver) this.confirm(writing)
      this.takeOut(writing)
    }
    if (this.pending.length === 0) this.options.run.look()
    this.goOn()
  }

  private async notReceived(receipt: Promise<unknown>, first: Writing, thrown: unknown): Promise<void> {
    const { run } = this.options
    this.forget(receipt)
    run.look()
    const waits: Promise<void>[] = []
    for (let writing: Writing | null = first; writing !== null; ) {
      const failed: Writing = writing
      writing = takeNext(failed)
      const wait = run.isOver ? undefined : this.refuse(failed, thrown)
      if (wait === undefined) this.takeOut(failed)
      else waits.push(wait.then(() => this.takeOut(failed)))
    }
    await Promise.all(waits)
    this.goOn()
  }

  /** That it cannot be confirmed is a defect. */
  private confirm(writing: Writing): void {
    try {
      this.sink.settled?.(writing.message, true)
      this.succeeded(writing)
    } catch (thrown) {
      void this.failed(writing, thrown)
    }
  }

  private refuse(writing: Writing, thrown: unknown): Wait {
    this.sink.settled?.(writing.message, false)
    return this.failed(writing, thrown)
  }

  private forget(receipt: Promise<unknown>): void {
    if (this.receipt === receipt) this.receipt = null
  }

  private takeOut(writing: Writing): void {
    const last = this.pending.pop() as Writing
    if (last === writing) return
    this.pending[writing.place] = last
    last.place = writing.place
  }

  private succeeded(writing: Writing): void {
    this.owner.confirmed(writing.message)
    if (writing.lane !== null) this.triedAgain(writing, writing.lane)
  }

  /** The wait, if any, is that of the step behind the refused message. */
  private failed(writing: Writing, thrown: unknown): Wait {
    const failure = toFailure(thrown)
    if (!(thrown instanceof Defect) && this.options.triesAgain(failure)) return this.tryLater(writing, failure)
    const wait = this.owner.refused(writing.message, thrown, writing.attempt)
    if (writing.lane !== null) this.triedAgain(writing, writing.lane)
    return wait
  }

  private tryLater(writing: Writing, failure: Failure): void {
    const { run } = this.options
    const key = this.laneOf(writing.message)
    const lane = this.lanes.get(key) ?? this.openLane(key, failure)
    if (lane.trying === writing) lane.trying = writing.lane = null
    let place = lane.waiting.length
    while (place > 0 && (lane.waiting[place - 1] as Writing).turn > writing.turn) place--
    lane.waiting.splice(place, 0, writing)
    this.waiting++
    const delay = retryDelay(writing.attempt++, run.random)
    if (lane.trying === null && !lane.isDue) lane.cancelTimer ??= run.clock.after(delay, () => this.backOffIsOver(lane))
  }

  private openLane(key: string, failure: Failure): Lane {
    const lane: Lane = { key, waiting: [], cancelTimer: null, isDue: false, trying: null, full: null }
    this.lanes.set(key, lane)
    this.options.run.log.warn(`${this.options.label} failed and tries again until it succeeds: ${failure.message}`)
    return lane
  }

  private backOffIsOver(lane: Lane): void {
    lane.cancelTimer = null
    lane.isDue = true
    this.hasReadyLane = true
    this.goOn()
  }

  /** The message its lane was waiting for has come to an end: what is behind it may go out. */
  private triedAgain(writing: Writing, lane: Lane): void {
    lane.trying = writing.lane = null
    this.hasReadyLane = true
    this.goOn()
  }

  /** Sends whatever may go out now, then lets those who wait for room go on. */
  private goOn(): void {
    if (this.hasReadyLane) this.pumpLanes()
    while (this.queue.length > 0 && this.hasRoom) this.route(this.queue.shift() as Writing)
    if (this.pending.length <= this.maxPending / 2 && this.waiting < maxWaiting) this.credit.grant()
  }

  private pumpLanes(): void {
    this.hasReadyLane = false
    for (const lane of this.lanes.values()) {
      this.pumpLane(lane)
      if (lane.isDue || (isOpen(lane) && lane.waiting.length > 0)) this.hasReadyLane = true
    }
  }

  private pumpLane(lane: Lane): void {
    if (lane.isDue && this.hasRoom) {
      lane.isDue = false
      const first = this.next(lane)
      first.lane = lane
      lane.trying = first
      this.writeAgain(first)
    }
    while (isOpen(lane) && lane.waiting.length > 0 && this.hasRoom) this.writeAgain(this.next(lane))
    if (isOpen(lane) && lane.waiting.length === 0) this.lanes.delete(lane.key)
  }

  private route(writing: Writing): void {
    const lane = this.lanes.get(this.laneOf(writing.message))
    if (lane === undefined) this.writeAgain(writing)
    else if (lane.waiting.length < (this.sink.maxWaitingPerLane ?? Number.POSITIVE_INFINITY))
      this.putBehind(lane, writing)
    else this.turnAway(lane, writing)
  }

  private putBehind(lane: Lane, writing: Writing): void {
    lane.waiting.push(writing)
    this.waiting++
  }

  private turnAway(lane: Lane, { message, attempt }: Writing): void {
    lane.full ??= laneFull(lane)
    void this.owner.refused(message, lane.full, attempt)
  }

  private next(lane: Lane): Writing {
    this.waiting--
    return lane.waiting.shift() as Writing
  }

  private laneOf(message: Message): string {
    return this.options.sink.lane?.(message) ?? ''
  }

  private waitIfFull(): Wait {
    return this.isFull ? this.credit.wait() : undefined
  }
}

function takeNext(writing: Writing): Writing | null {
  const { next } = writing
  writing.next = null
  return next
}

function laneFull({ key, waiting }: Lane): FailureError {
  return fail('SLUICE-LANE-FULL', `${waiting.length} messages wait for ${key} already, which cannot be written now.`)
}

function isOpen(lane: Lane): boolean {
  return lane.trying === null && lane.cancelTimer === null && !lane.isDue
}
