import type { Broker, OutgoingMessage, Producer } from '../../main/engine/ports.ts'
import { createScriptedBroker } from '../../main/engine/testing/scripted-broker.ts'
import type { FailureError } from '../../shared/ipc/failure.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'

/** What keeps a topic from being written: rejects, at once or later. Null for a topic that can be. */
export type Obstacle = (topic: string) => Promise<FailureError> | null

const prefix = 'persistent://public/default/'

/** Payload of message number `number` of a topic: numbers begin at 0 for each. */
export function payloadOf(topic: string, number: number): Uint8Array {
  return webTextCodec.encode(`${topic}#${number}`)
}

/**
 * A broker that keeps nothing of what it is sent but one count a topic. It answers in the next turn of the event loop, whatever it is
 * asked, and sees to it that each topic gets its messages as they were sent: all, once, in order.
 */
export class TopicBroker {
  /** By short name. */
  readonly written = new Map<string, number>()
  total = 0
  /** Messages that were not the one that was due in their topic. */
  wrong = 0
  mostProducers = 0
  private readonly obstacle: Obstacle
  private producers = 0
  private answers: (() => void)[] = []

  constructor(obstacle: Obstacle = () => null) {
    this.obstacle = obstacle
  }

  readonly broker: Broker = { ...createScriptedBroker(), produce: ({ topic }) => this.produce(topic) }

  /** A producer counts from the moment it is asked for until it has closed. */
  private async produce(full: string): Promise<Producer> {
    const topic = full.slice(prefix.length)
    this.mostProducers = Math.max(this.mostProducers, ++this.producers)
    const refusal = this.obstacle(topic)
    await (refusal ?? this.answer())
    if (refusal !== null) {
      this.producers--
      throw await refusal
    }
    return {
      topic: full,
      send: (message) => this.write(topic, message),
      flush: async () => {},
      close: async () => {
        await this.answer()
        this.producers--
      },
    }
  }

  private write(topic: string, { payload }: OutgoingMessage): Promise<string> {
    const number = this.written.get(topic) ?? 0
    if (webTextCodec.decode(payload) !== `${topic}#${number}`) this.wrong++
    this.written.set(topic, number + 1)
    this.total++
    this.noted(topic)
    return this.answer()
  }

  /** Called for each message that is written. */
  protected noted(_topic: string): void {}

  private answer(): Promise<string> {
    if (this.answers.length === 0) setImmediate(() => this.giveAnswers())
    return new Promise((resolve) => this.answers.push(() => resolve('1:0')))
  }

  private giveAnswers(): void {
    const given = this.answers
    this.answers = []
    for (const give of given) give()
  }
}
