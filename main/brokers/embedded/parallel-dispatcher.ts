import type { Clock } from '../../engine/ports.ts'
import { type Dispatcher, type Link, mostUnacked, readBatch, type Source } from './dispatcher.ts'
import { DueQueue } from './due-queue.ts'
import { EntryQueue } from './entry-queue.ts'
import type { LaneRule } from './lane-rule.ts'
import type { StoredMessage } from './stored-message.ts'

/** A message in a consumer's hands. */
interface Pending {
  readonly link: Link
  readonly lane: number
}

/** Messages read ahead for consumers without room, at most. Beyond it a full consumer makes the others wait. */
const mostWaiting = 20_000

/**
 * Shared and KeyShared: messages go to many consumers, each message has its own fate. What came back, and what was read
 * for a consumer without room, waits by lane and is handed out before anything newer of that lane.
 */
export class ParallelDispatcher implements Dispatcher {
  readonly #source: Source
  readonly #rule: LaneRule
  readonly #clock: Clock
  readonly #links = new Set<Link>()
  readonly #pending = new Map<number, Pending>()
  readonly #waiting = new Map<number, EntryQueue>()
  #waitingCount = 0
  readonly #redeliveries = new Map<number, number>()
  readonly #notYet: DueQueue<{ readonly lane: number; readonly entry: number }>
  /** The next entry that was never read. */
  #position: number

  constructor(source: Source, rule: LaneRule, clock: Clock) {
    this.#source = source
    this.#rule = rule
    this.#clock = clock
    this.#position = source.cursor.firstUnacked
    this.#notYet = new DueQueue(clock, (due) => {
      for (const { lane, entry } of due) this.#wait(lane, entry)
      this.dispatch()
    })
  }

  get unacked(): number {
    return this.#pending.size
  }

  get delayed(): number {
    return this.#notYet.size
  }

  get active(): undefined {
    return undefined
  }

  attach(link: Link): void {
    this.#links.add(link)
    this.#rule.join(link)
    this.dispatch()
  }

  detach(link: Link): void {
    this.#links.delete(link)
    this.#rule.leave(link)
    for (const [entry, pending] of this.#pending) if (pending.link === link) this.#comeBack(entry, pending)
    this.dispatch()
  }

  redeliver(link: Link, entries: readonly number[]): void {
    for (const entry of entries) {
      const pending = this.#pending.get(entry)
      if (pending?.link !== link) continue
      this.#redeliveries.set(entry, (this.#redeliveries.get(entry) ?? 0) + 1)
      this.#comeBack(entry, pending)
    }
    this.dispatch()
  }

  acknowledged(entries: readonly number[]): void {
    const heldUp = this.#waitingCount >= mostWaiting || this.#someoneIsAtTheLimit()
    for (const entry of entries) {
      const pending = this.#pending.get(entry)
      if (pending !== undefined) this.#letGo(entry, pending)
      this.#redeliveries.delete(entry)
    }
    this.#handOutWaiting()
    if (heldUp) this.#handOutNew()
  }

  dispatch(): void {
    this.#handOutWaiting()
    this.#handOutNew()
  }

  close(): void {
    this.#notYet.close()
  }

  #handOutWaiting(): void {
    for (const [lane, queue] of this.#waiting) {
      for (let entry = queue.first; entry !== undefined; entry = queue.first) {
        const link = this.#rule.next(lane)
        if (link === null) break
        const message = this.#source.cursor.isAcked(entry) ? undefined : this.#source.log.get(entry)
        queue.removeFirst()
        this.#waitingCount -= 1
        if (message !== undefined) this.#hand(message, lane, link)
      }
      if (queue.size === 0) this.#waiting.delete(lane)
    }
  }

  #handOutNew(): void {
    const { log, cursor } = this.#source
    for (let room = this.#room(); room > 0 && this.#waitingCount < mostWaiting; room = this.#room()) {
      this.#position = cursor.nextUnacked(this.#position)
      const batch = log.read(this.#position, Math.min(room, readBatch))
      if (batch.length === 0) return
      for (const message of batch) {
        this.#position = message.entry + 1
        if (!cursor.isAcked(message.entry)) this.#place(message)
      }
    }
  }

  #place(message: StoredMessage): void {
    const { entry, deliverAt } = message
    const lane = this.#rule.laneOf(message)
    if (deliverAt !== null && this.#rule.holdsBackForTime && deliverAt > this.#clock.now()) {
      this.#notYet.add({ lane, entry }, deliverAt)
      return
    }
    const link = this.#waiting.has(lane) ? null : this.#rule.next(lane)
    if (link === null) this.#wait(lane, entry)
    else this.#hand(message, lane, link)
  }

  #hand(message: StoredMessage, lane: number, link: Link): void {
    this.#pending.set(message.entry, { link, lane })
    this.#rule.taken(lane, link)
    link.unacked += 1
    link.deliver(message, this.#redeliveries.get(message.entry) ?? 0)
  }

  #wait(lane: number, entry: number): void {
    const queue = this.#waiting.get(lane) ?? new EntryQueue()
    this.#waiting.set(lane, queue)
    queue.add(entry)
    this.#waitingCount += 1
  }

  #comeBack(entry: number, pending: Pending): void {
    this.#letGo(entry, pending)
    this.#wait(pending.lane, entry)
  }

  #letGo(entry: number, { link, lane }: Pending): void {
    this.#pending.delete(entry)
    this.#rule.settled(lane, link)
    link.unacked -= 1
  }

  #someoneIsAtTheLimit(): boolean {
    for (const link of this.#links) if (link.unacked >= mostUnacked) return true
    return false
  }

  #room(): number {
    let room = 0
    for (const link of this.#links) room += Math.max(0, link.room())
    return room
  }
}
