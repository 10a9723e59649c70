import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { Delivery, Logger } from '../../engine/ports.ts'
import type { Feed } from '../fair-pull.ts'
import { ackFrame, type DeliveryFrame, readDelivery } from './frames.ts'
import { ReconnectingSocket, type SocketTarget } from './reconnecting-socket.ts'
import type { Timings } from './timings.ts'

export interface ReaderFeedOptions {
  readonly topic: string
  /** `earliest`, `latest` or a message id in the wire's form, which is excluded. */
  readonly from: string
  /** Address of a reader that starts at such a position. */
  readonly url: (from: string) => string
  readonly arrived: () => void
}

/**
 * One topic, or one partition, of a reader. The other side sends as many messages as the queue size given in the address,
 * and one more for each that is taken. A new connection goes on after the last message received.
 */
export class ReaderFeed implements Feed {
  readonly #options: ReaderFeedOptions
  readonly #socket: ReconnectingSocket
  #queue: Delivery[] = []
  #from: string
  /** Messages at the head of the queue that came by an earlier connection, which took its window with it. */
  #stale = 0
  failure: FailureError | null = null

  constructor(options: ReaderFeedOptions, target: Omit<SocketTarget, 'url'>, timings: Timings, log: Logger) {
    this.#options = options
    this.#from = options.from
    const resuming = { ...target, url: () => options.url(this.#from) }
    this.#socket = new ReconnectingSocket(resuming, timings, log, {
      opened: () => {},
      frame: (frame) => this.#receive(frame as DeliveryFrame),
      lost: () => {
        this.#stale = this.#queue.length
      },
      failed: (failure) => {
        this.failure = failure
        options.arrived()
      },
    })
  }

  open(): Promise<void> {
    return this.#socket.open()
  }

  close(): Promise<void> {
    return this.#socket.close()
  }

  get waiting(): number {
    return this.#queue.length
  }

  take(max: number): readonly Delivery[] {
    const taken = this.#queue.splice(0, max)
    for (const { id } of taken.slice(this.#stale)) this.#socket.send(ackFrame(id as string))
    this.#stale = Math.max(0, this.#stale - taken.length)
    return taken
  }

  #receive(frame: DeliveryFrame): void {
    this.#queue.push({ id: frame.messageId, ...readDelivery(frame, this.#options.topic) })
    this.#from = frame.messageId
    this.#options.arrived()
  }
}
