import type { Delivery } from '../ports.ts'
import type { HostedPorts } from './contract.ts'
import { DueQueue } from './due-queue.ts'

/** What is kept, at most, before nothing more is read. */
const most = { messages: 10_000, bytes: 64 * 1024 * 1024 }

/**
 * Messages that steps gave back, kept here until they are handed out again: for Exclusive and Failover, where a broker can only go back
 * as a whole and so would repeat everything that is in flight. Each time counts as one more delivery, which a broker does not count
 * there either. They stay unacknowledged: after a crash the broker has them still.
 */
export class GivenBack {
  private readonly delayMs: number
  private readonly now: () => number
  private readonly waiting: DueQueue<Delivery>
  private due: Delivery[] = []
  /** What waits or is due. */
  private messages = 0
  private bytes = 0

  /** `arrived` is called when something has become due. */
  constructor(ports: Pick<HostedPorts, 'now' | 'after'>, delayMs: number, arrived: () => void) {
    this.delayMs = delayMs
    this.now = () => ports.now()
    this.waiting = new DueQueue(ports, (delivery) => {
      this.due.push(delivery)
      arrived()
    })
  }

  add(delivery: Delivery): void {
    this.messages++
    this.bytes += delivery.payload.length
    this.waiting.add(this.now() + this.delayMs, { ...delivery, redeliveryCount: delivery.redeliveryCount + 1 })
  }

  /** What is due, oldest first. */
  take(max: number): readonly Delivery[] {
    if (this.due.length === 0) return []
    const taken = this.due.splice(0, max)
    this.messages -= taken.length
    for (const { payload } of taken) this.bytes -= payload.length
    return taken
  }

  get isFull(): boolean {
    return this.messages >= most.messages || this.bytes >= most.bytes
  }

  close(): void {
    this.waiting.close()
  }
}
