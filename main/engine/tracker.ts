import type { Origin } from '../../shared/message.ts'
import { type Book, End } from './book.ts'
import { notOpen } from './defect.ts'

/** Gets the id of each message that has settled. */
export interface Acknowledger {
  settled(id: unknown, origin: Origin): void
  /** Instead of `settled`, for a message that has touched state: acknowledged when the state is saved. Absent: as `settled`. */
  hold?(id: unknown, origin: Origin): void
}

/** Gets the id of each message that is to come again, instead of the acknowledger. */
export type GiveBack = (id: unknown, origin: Origin) => void

/** A token is one small integer: the tracker's index above, the slot within it below. */
const slotBits = 17
const slotMask = (1 << slotBits) - 1
/** The lowest bits of a slot's state hold an `End`, the one above whether it touched state, those above count branches. */
const endMask = 7
const touchedMark = 8
const oneBranch = 16

const firstCapacity = 256

export function trackerOf(origin: Origin): number {
  return origin.token >> slotBits
}

/**
 * The open messages of one source partition. Each has a slot in typed arrays: how many of its branches are open, the
 * gravest end so far, when it was received. Settling twice, or settling what is not open, throws.
 */
export class Tracker {
  readonly book: Book
  private readonly index: number
  private readonly acks: Acknowledger
  /** Null when messages of this partition cannot come again. */
  readonly giveBack: GiveBack | null
  /** Of an open slot: its branches, and below them the mark and the gravest end so far. Of a free one: the free slot after it. */
  private states = new Int32Array(firstCapacity)
  private times = new Float64Array(firstCapacity)
  private readonly ids: unknown[] = []
  private readonly origins: (Origin | null)[] = []
  /** Open messages that have touched state. */
  touched = 0
  /** The slot to use next; as large as the tracker when none is free. */
  private nextFree = 0

  constructor(index: number, book: Book, acks: Acknowledger, giveBack: GiveBack | null = null) {
    this.index = index
    this.book = book
    this.acks = acks
    this.giveBack = giveBack
    this.prepare(0, firstCapacity)
  }

  /** Open slots, counted one by one: nothing else is derived from it, so that a mistake elsewhere shows. */
  get openCount(): number {
    return this.origins.reduce((sum, origin) => (origin === null ? sum : sum + 1), 0)
  }

  get isEmpty(): boolean {
    return this.origins.every((origin) => origin === null)
  }

  /** Whether a message with this topic and id is open, whoever handed it out. Looks at all of them. */
  has({ topic, messageId }: Origin): boolean {
    return this.origins.some((origin) => origin !== null && origin.messageId === messageId && origin.topic === topic)
  }

  open(origin: Origin, id: unknown, now: number): void {
    const slot = this.nextFree
    if (slot === this.origins.length) this.grow()
    this.nextFree = this.states[slot] as number
    this.states[slot] = oneBranch
    this.times[slot] = now
    this.ids[slot] = id
    this.origins[slot] = origin
    origin.token = (this.index << slotBits) | slot
    this.book.received++
  }

  add(origin: Origin, more: number): void {
    const slot = this.slotOf(origin)
    this.states[slot] = (this.states[slot] as number) + more * oneBranch
  }

  /** A step has changed its state on this message's account. May be told many times. */
  touch(origin: Origin): void {
    const slot = this.slotOf(origin)
    const state = this.states[slot] as number
    if ((state & touchedMark) !== 0) return
    this.states[slot] = state | touchedMark
    this.touched++
  }

  /**
   * One branch has ended so. With the last one the message is settled: entered in the book, its id given to whoever
   * acknowledges, its slot freed. True when that happened.
   */
  end(origin: Origin, end: End): boolean {
    const slot = this.slotOf(origin)
    const before = this.states[slot] as number
    const gravest = Math.max(before & endMask, end)
    const left = (before & ~endMask) - oneBranch
    if (left >= oneBranch) {
      this.states[slot] = left | gravest
      return false
    }
    this.settle(slot, gravest, left)
    return true
  }

  private settle(slot: number, end: number, touched: number): void {
    const id = this.ids[slot]
    const origin = this.origins[slot] as Origin
    this.book.ends[end] = (this.book.ends[end] as number) + 1
    this.origins[slot] = null
    this.states[slot] = this.nextFree
    this.nextFree = slot
    if (touched !== 0) this.touched--
    if (end === End.returned) this.giveBack?.(id, origin)
    else if (touched === 0) this.acks.settled(id, origin)
    else this.settleTouched(id, origin)
  }

  private settleTouched(id: unknown, origin: Origin): void {
    if (this.acks.hold === undefined) this.acks.settled(id, origin)
    else this.acks.hold(id, origin)
  }

  openedAt(origin: Origin): number {
    return this.times[this.slotOf(origin)] as number
  }

  /** Empties the tracker: what was open comes again (`returned`), or is lost because it was acknowledged on receipt (`dropped`). */
  abandon(end: 'returned' | 'dropped'): void {
    const left = this.openCount
    if (end === 'returned') this.book.enterReturned(left)
    else this.book.enterLost(left)
    this.origins.fill(null)
    this.touched = 0
  }

  openSince(time: number): { origin: Origin; openedAt: number }[] {
    const found: { origin: Origin; openedAt: number }[] = []
    for (let slot = 0; slot < this.origins.length; slot++) {
      const origin = this.origins[slot]
      const openedAt = this.times[slot] as number
      if (origin && openedAt <= time) found.push({ origin, openedAt })
    }
    return found
  }

  private slotOf(origin: Origin): number {
    const slot = origin.token & slotMask
    if (this.origins[slot] !== origin) throw notOpen(origin)
    return slot
  }

  private grow(): void {
    const before = this.states.length
    const after = before * 2
    this.states = enlarge(this.states, new Int32Array(after))
    this.times = enlarge(this.times, new Float64Array(after))
    this.prepare(before, after)
  }

  /** Makes the slots from `start` to `end` free, the lowest to be used first. */
  private prepare(start: number, end: number): void {
    for (let slot = start; slot < end; slot++) {
      this.ids.push(undefined)
      this.origins.push(null)
      this.states[slot] = slot + 1
    }
  }
}

function enlarge<Numbers extends Int32Array | Float64Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from)
  return to
}
