/** How long after the last acknowledgement closing still waits, in milliseconds: a service under load is so far behind at most. */
const lately = 10_000

export interface AckBarrierTimings {
  /** For which the service gathers acknowledgements, with room to spare; in milliseconds. */
  readonly ackGathering: number
  /** How long its answer is waited for, in milliseconds. */
  readonly farewell: number
}

/**
 * Lets acknowledgements through before a consumer closes. The service behind the socket gathers them for 100 ms before it hands them to
 * the broker, and loses some of those gathered when it is told to close just then (seen on Pulsar 4.0.8, in one of 200 closings under
 * load). So the last frame asks something that is answered in turn, and after the answer the time of one gathering passes.
 */
export class AckBarrier {
  readonly #timings: AckBarrierTimings
  #sentAt = Number.NEGATIVE_INFINITY
  #answered: PromiseWithResolvers<void> | null = null

  constructor(timings: AckBarrierTimings) {
    this.#timings = timings
  }

  /** To be told of each acknowledgement that is sent. */
  sent(): void {
    this.#sentAt = Date.now()
  }

  /** To be told of the answer, or that none will come. */
  answered(): void {
    this.#answered?.resolve()
  }

  /** Resolves when what was sent has arrived, as far as can be told. `ask` sends the question. */
  async pass(ask: () => void): Promise<void> {
    if (Date.now() - this.#sentAt > lately) return
    this.#answered = Promise.withResolvers()
    const limit = setTimeout(() => this.answered(), this.#timings.farewell)
    ask()
    await this.#answered.promise
    clearTimeout(limit)
    await new Promise((resolve) => setTimeout(resolve, this.#timings.ackGathering))
  }
}
