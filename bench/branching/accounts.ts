import { AckGroup } from '../../main/engine/ack-group.ts'
import { Book } from '../../main/engine/book.ts'
import { InFlight } from '../../main/engine/in-flight.ts'
import type { Tracker } from '../../main/engine/tracker.ts'
import type { Origin } from '../../shared/message.ts'
import { benchPorts } from '../lib/ports.ts'
import type { Counts, Numbers } from './shape.ts'

/** What is in flight, for the candidates that do not run in the engine: the same exact account as the engine keeps. */
export class Accounts {
  readonly inFlight = new InFlight(10_000, 64 * 1024 * 1024)
  now = 0
  private readonly book = new Book()
  private readonly numbers: Numbers
  private readonly acks: AckGroup
  private readonly tracker: Tracker

  constructor(numbers: Numbers) {
    this.numbers = numbers
    this.acks = new AckGroup({ ...benchPorts, label: 'numbers', ack: (ids) => numbers.ack(ids) })
    this.tracker = this.inFlight.track(this.book, this.acks)
  }

  open(origin: Origin, id: unknown): void {
    if (!this.inFlight.hasRoom(origin.size)) throw new Error('These sinks are never full.')
    this.inFlight.open(this.tracker, origin, id, this.now)
  }

  async close(): Promise<Pick<Counts, 'acked' | 'idSum' | 'delivered' | 'dropped'>> {
    await this.acks.settle()
    this.acks.close()
    const { delivered, dropped } = this.inFlight.ledger(this.book)
    return { acked: this.numbers.acked, idSum: this.numbers.idSum, delivered, dropped }
  }
}
