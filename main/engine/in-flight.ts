import type { Failure } from '../../shared/ipc/failure.ts'
import type { Origin } from '../../shared/message.ts'
import type { Ledger } from '../../shared/run/ledger.ts'
import { type Book, End, ledgerOf } from './book.ts'
import { Credit } from './credit.ts'
import { notOpen } from './defect.ts'
import { type Acknowledger, type GiveBack, Tracker, trackerOf } from './tracker.ts'

/** Trackers beyond this share the last one; a token has no room for more. */
const maxTrackers = 8192

/**
 * All source messages of a pipeline that have not ended yet: their trackers, their bounds in count and bytes, and the
 * books they end in.
 */
export class InFlight {
  /** Source messages open now. */
  count = 0
  /** Their payload bytes. */
  bytes = 0
  /** Set when the run is over: nothing settles any more. */
  private closed = false
  private readonly trackers: Tracker[] = []
  /** Of messages that are being given back. */
  private readonly reasons = new WeakMap<Origin, Failure>()
  /** Granted at the next settlement. */
  private readonly settlement = new Credit()
  private readonly resumption = new Credit()
  private pauses = 0
  private holdsTouched = false
  private readonly maxCount: number
  private readonly maxBytes: number
  /** `maxCount`, or 0 while paused. */
  private limit: number

  constructor(maxCount: number, maxBytes: number) {
    this.maxCount = maxCount
    this.maxBytes = maxBytes
    this.limit = maxCount
  }

  /**
   * A tracker for one source partition. `acks` gets the id of each message that may be acknowledged, `giveBack` that of each that is to
   * come again; without it none can.
   */
  track(book: Book, acks: Acknowledger, giveBack: GiveBack | null = null): Tracker {
    const tracker = new Tracker(this.trackers.length, book, acks, giveBack)
    this.trackers.push(tracker)
    return tracker
  }

  get isFullOfTrackers(): boolean {
    return this.trackers.length >= maxTrackers
  }

  /** How many more messages may be opened now, by count alone. */
  get free(): number {
    return this.limit - this.count
  }

  /** A single message larger than the whole budget is let in when it is alone. */
  hasRoom(size: number): boolean {
    return this.count < this.limit && (this.bytes + size <= this.maxBytes || this.count === 0)
  }

  /** Resolves at the next settlement, or when the run is over; look again whether there is room. */
  whenSettled(): Promise<void> {
    return this.settlement.wait()
  }

  async whenEmpty(): Promise<void> {
    while (this.count > 0 && !this.closed) await this.settlement.wait()
  }

  /** Lets nothing new in, neither from sources nor from state, until `resume` has been called as often. What is in flight goes on. */
  pause(): void {
    this.pauses++
    this.limit = 0
  }

  resume(): void {
    if (--this.pauses > 0) return
    this.limit = this.maxCount
    this.resumption.grant()
    this.settlement.grant()
  }

  get isPaused(): boolean {
    return this.pauses > 0 && !this.closed
  }

  /** Resolves at the next `resume`, or when the run is over. */
  whenResumed(): Promise<void> {
    return this.resumption.wait()
  }

  /** Messages that touch state are kept apart from now on: their ids go to `Acknowledger.hold`. Called before the first is opened. */
  holdTouched(): void {
    this.holdsTouched = true
  }

  /** Open messages that have touched state. */
  get touched(): number {
    return this.trackers.reduce((sum, tracker) => sum + tracker.touched, 0)
  }

  /** A step is about to change its state on this message's account, or has made the message of its state. */
  touch(origin: Origin): void {
    if (this.holdsTouched && !this.closed) this.openTracker(origin).touch(origin)
  }

  /** Lets all who wait for a settlement look again. */
  nudge(): void {
    this.settlement.grant()
  }

  /** Receives a source message: one branch open. `now` is kept for latencies and for the watch over slow messages. */
  open(tracker: Tracker, origin: Origin, id: unknown, now: number): void {
    tracker.open(origin, id, now)
    this.count++
    this.bytes += origin.size
  }

  /** `more` branches in addition to those already open. Called before the first of them runs. */
  add(origin: Origin, more: number): void {
    if (!this.closed) this.openTracker(origin).add(origin, more)
  }

  /** One branch has ended so; the last one settles the message. */
  end(origin: Origin, end: End): void {
    if (this.closed || !this.openTracker(origin).end(origin, end)) return
    this.count--
    this.bytes -= origin.size
    if (this.settlement.isAwaited) this.settlement.grant()
  }

  /** Ends a branch so that the message comes again. False, and nothing is done, when it cannot: its source does not take it back. */
  giveBack(origin: Origin, reason: Failure): boolean {
    if (this.closed) return true
    if (this.openTracker(origin).giveBack === null) return false
    this.reasons.set(origin, reason)
    this.end(origin, End.returned)
    return true
  }

  /** Why a message was given back, by the last of its branches that was; null when it was not. */
  reasonOf(origin: Origin): Failure | null {
    return this.reasons.get(origin) ?? null
  }

  /** When the message was received, epoch milliseconds; null when the run is over. */
  openedAt(origin: Origin): number | null {
    return this.closed ? null : this.openTracker(origin).openedAt(origin)
  }

  /** Ends everything: what is open counts as given back to the broker, and late ends are ignored. Lets all who wait go on. */
  close(end: 'returned' | 'dropped'): void {
    if (this.closed) return
    this.closed = true
    for (const tracker of this.trackers) tracker.abandon(end)
    this.count = 0
    this.bytes = 0
    this.settlement.grant()
    this.resumption.grant()
  }

  ledger(book: Book): Ledger {
    let inFlight = 0
    for (const tracker of this.trackers) if (tracker.book === book) inFlight += tracker.openCount
    return ledgerOf(book, inFlight)
  }

  /** Every message that was received at `time` or before and is still open, oldest first. */
  openSince(time: number): { origin: Origin; openedAt: number }[] {
    return this.trackers.flatMap((tracker) => tracker.openSince(time)).sort((a, b) => a.openedAt - b.openedAt)
  }

  private openTracker(origin: Origin): Tracker {
    const tracker = this.trackers[trackerOf(origin)]
    if (tracker === undefined) throw notOpen(origin)
    return tracker
  }
}
