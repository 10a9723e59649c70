import type { OutgoingMessage, Producer } from '../ports.ts'

export interface TopicLanesOptions {
  /** Opens a producer; rejects when the topic cannot be written now. */
  readonly open: (topic: string) => Promise<Producer>
  /** Producers open at once, at most. */
  readonly maxProducers: number
  /** Messages of one topic sent and not confirmed, at most. */
  readonly maxPending: number
  readonly now: () => number
  /** Told of each receipt. */
  readonly written: (topic: string) => void
  /** Given what opening or sending threw, what `send` rejects with. */
  readonly reasonFor: (topic: string, thrown: unknown) => unknown
}

/** A message waiting for its producer. */
interface Waiting {
  readonly message: OutgoingMessage
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
}

interface Lane {
  readonly topic: string
  /** Null until it is opened. */
  producer: Producer | null
  opening: boolean
  readonly waiting: Waiting[]
  pending: number
  /** Since when it has had nothing to send. */
  restsSince: number
  /** What its receipts and refusals come to; made once. */
  readonly received: () => void
  readonly refused: (thrown: unknown) => never
}

/**
 * One producer a topic, opened on demand and never more than so many: a lane that needs one beyond that waits for another to have
 * nothing to send. Messages of one topic keep their order, those of different topics know nothing of each other.
 */
export class TopicLanes {
  private readonly options: TopicLanesOptions
  /** Lanes with a producer, or one being opened. */
  private readonly open = new Map<string, Lane>()
  /** Those of them that have a producer and nothing to send; the one that has rested longest first. */
  private readonly resting = new Set<Lane>()
  /** Lanes that wait until a producer may be opened, in order. */
  private readonly queue = new Map<string, Lane>()
  /** A topic is opened again only after its last producer is closed: two of them could change places. */
  private readonly closing = new Map<string, Promise<void>>()
  private closed = false

  constructor(options: TopicLanesOptions) {
    this.options = options
  }

  /** Those that are being opened or closed count. */
  get producers(): number {
    return this.open.size + this.closing.size
  }

  /** Resolves on the broker's receipt. */
  send(topic: string, message: OutgoingMessage): Promise<void> {
    const lane = this.open.get(topic) ?? this.queuedLane(topic)
    if (lane.producer !== null && lane.waiting.length === 0 && lane.pending < this.options.maxPending) {
      return this.sendNow(lane, lane.producer, message)
    }
    return new Promise((resolve, reject) => {
      lane.waiting.push({ message, resolve, reject })
      this.advance(lane)
    })
  }

  /** Closes producers that have had nothing to send since `time`. */
  closeIdle(time: number): void {
    for (const lane of this.resting) {
      if (lane.restsSince > time) return
      this.closeLane(lane)
    }
  }

  async flush(): Promise<void> {
    await Promise.all([...this.open.values()].map(async (lane) => lane.producer?.flush()))
  }

  async close(): Promise<void> {
    this.closed = true
    this.queue.clear()
    for (const lane of this.open.values()) this.closeLane(lane)
    await Promise.all(this.closing.values())
  }

  private queuedLane(topic: string): Lane {
    const queued = this.queue.get(topic)
    if (queued !== undefined) return queued
    const lane: Lane = {
      topic,
      producer: null,
      opening: false,
      waiting: [],
      pending: 0,
      restsSince: 0,
      received: () => {
        this.options.written(topic)
        this.settled(lane)
      },
      refused: (thrown) => {
        this.settled(lane)
        throw this.options.reasonFor(topic, thrown)
      },
    }
    this.queue.set(topic, lane)
    return lane
  }

  private advance(lane: Lane): void {
    if (this.closed) return
    if (lane.producer !== null) this.sendWaiting(lane, lane.producer)
    else if (!lane.opening) this.openQueued()
  }

  /**
   * Opens as many of the queued lanes as there is room for. Each of those left has one that rests closed; a producer counts until it is
   * closed.
   */
  private openQueued(): void {
    for (const lane of this.queue.values()) {
      if (this.producers >= this.options.maxProducers) break
      this.queue.delete(lane.topic)
      this.open.set(lane.topic, lane)
      lane.opening = true
      void this.openLane(lane)
    }
    for (const lane of this.resting) {
      if (this.closing.size >= this.queue.size) return
      this.closeLane(lane)
    }
  }

  private async openLane(lane: Lane): Promise<void> {
    try {
      await this.closing.get(lane.topic)
      const producer = await this.options.open(lane.topic)
      lane.opening = false
      lane.producer = producer
      if (this.closed) this.closeLane(lane)
      else this.sendWaiting(lane, producer)
    } catch (thrown) {
      lane.opening = false
      this.open.delete(lane.topic)
      const reason = this.options.reasonFor(lane.topic, thrown)
      for (const { reject } of lane.waiting.splice(0)) reject(reason)
    }
    this.openQueued()
  }

  private sendWaiting(lane: Lane, producer: Producer): void {
    while (lane.waiting.length > 0 && lane.pending < this.options.maxPending) {
      const { message, resolve, reject } = lane.waiting.shift() as Waiting
      this.sendNow(lane, producer, message).then(resolve, reject)
    }
  }

  private sendNow(lane: Lane, producer: Producer, message: OutgoingMessage): Promise<void> {
    if (lane.pending++ === 0) this.resting.delete(lane)
    return producer.send(message).then(lane.received, lane.refused)
  }

  private settled(lane: Lane): void {
    lane.pending--
    if (lane.waiting.length > 0) this.sendWaiting(lane, lane.producer as Producer)
    if (lane.pending > 0) return
    this.rest(lane)
    if (this.queue.size > 0) this.openQueued()
  }

  private rest(lane: Lane): void {
    if (this.open.get(lane.topic) !== lane) return
    lane.restsSince = this.options.now()
    this.resting.add(lane)
  }

  private closeLane(lane: Lane): void {
    this.open.delete(lane.topic)
    this.resting.delete(lane)
    const { producer, topic } = lane
    if (producer === null) return
    const done = producer
      .close()
      .catch(() => {})
      .then(() => this.isClosed(topic))
    this.closing.set(topic, done)
  }

  private isClosed(topic: string): void {
    this.closing.delete(topic)
    if (!this.closed) this.openQueued()
  }
}
