import type { Message } from '../../../shared/message.ts'
import type { HostedPorts } from './contract.ts'
import { DueQueue } from './due-queue.ts'

type Emit = (port: 'out', message: Message) => void | Promise<void>

/** What is held of one lane. */
interface Lane {
  count: number
  /** Of the last one; epoch milliseconds. */
  due: number
}

interface Held {
  readonly message: Message
  readonly lane: string | null | undefined
  readonly emit: Emit
  readonly resolve: (sent: void | Promise<void>) => void
  readonly reject: (reason: unknown) => void
}

/** Messages on their way through a step that makes them wait; its spec says `keepsOrder`. */
export class HeldMessages {
  private readonly ports: Pick<HostedPorts, 'now' | 'after'>
  private readonly queue: DueQueue<Held>
  private readonly lanes = new Map<string | null, Lane>()

  constructor(ports: Pick<HostedPorts, 'now' | 'after'>) {
    this.ports = ports
    this.queue = new DueQueue(ports, (held) => this.letGo(held))
  }

  /**
   * Sends a message on by `out` when it is due (epoch milliseconds), and returns what the engine is to wait for. Messages of one
   * lane leave in the order they came, none before the one before it; those without a lane (undefined) go by their time alone.
   */
  pass(message: Message, due: number, lane: string | null | undefined, emit: Emit): void | Promise<void> {
    const before = lane === undefined ? undefined : this.lanes.get(lane)
    if (before === undefined && due <= this.ports.now()) return emit('out', message)
    const dueInLane = Math.max(due, before?.due ?? due)
    this.count(lane, before, dueInLane)
    return new Promise((resolve, reject) => {
      this.queue.add(dueInLane, { message, lane, emit, resolve, reject })
    })
  }

  /** Forgets everything that waits; what `pass` has returned never resolves. */
  close(): void {
    this.queue.close()
    this.lanes.clear()
  }

  private count(name: string | null | undefined, lane: Lane | undefined, due: number): void {
    if (lane !== undefined) {
      lane.count++
      lane.due = due
    } else if (name !== undefined) this.lanes.set(name, { count: 1, due })
  }

  private letGo({ message, lane, emit, resolve, reject }: Held): void {
    const kept = lane === undefined ? undefined : this.lanes.get(lane)
    if (kept !== undefined && --kept.count === 0) this.lanes.delete(lane as string | null)
    try {
      resolve(emit('out', message))
    } catch (thrown) {
      reject(thrown)
    }
  }
}
