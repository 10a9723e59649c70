import type { Producer } from '../../main/engine/ports.ts'
import { outgoing } from '../../main/engine/testing/broker-contract/traffic.ts'
import { type NumberedMessage, numberedMessage } from '../verifier/numbered-message.ts'

const keys = 50
/** More are not sent while so many wait for their receipts. */
const mostUnconfirmed = 500
const tickMs = 20

/** Numbered messages at a steady pace, as long as the broker takes them; the pace is not made up for afterwards. */
export class Load {
  /** In the order of sending. */
  readonly sent: NumberedMessage[] = []
  readonly #producer: Producer
  readonly #perTick: number
  readonly #sending = new Set<Promise<unknown>>()
  readonly #timer: NodeJS.Timeout
  #refused: unknown = null

  constructor(producer: Producer, perSecond: number) {
    this.#producer = producer
    this.#perTick = Math.ceil((perSecond * tickMs) / 1_000)
    this.#timer = setInterval(() => this.#tick(), tickMs)
  }

  /** Resolves when everything sent was confirmed; rejects when something was refused. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#sending)
    if (this.#refused !== null) throw this.#refused
  }

  #tick(): void {
    for (let count = 0; count < this.#perTick && this.#sending.size < mostUnconfirmed; count++) this.#send()
  }

  #send(): void {
    const message = numberedMessage(this.sent.length, keys)
    this.sent.push(message)
    const sending = this.#producer
      .send(outgoing(JSON.stringify(message), { key: message.key }))
      .catch((refused: unknown) => {
        this.#refused = refused
      })
      .finally(() => this.#sending.delete(sending))
    this.#sending.add(sending)
  }
}
