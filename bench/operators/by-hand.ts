import { AckGroup } from '../../main/engine/ack-group.ts'
import { Book, End, ledgerOf } from '../../main/engine/book.ts'
import type { SourceInstance, SourceMessage } from '../../main/engine/hosted/contract.ts'
import { InFlight } from '../../main/engine/in-flight.ts'
import type { EnginePorts } from '../../main/engine/ports.ts'
import type { Tracker } from '../../main/engine/tracker.ts'
import { createMessage, createOrigin, type Message, type MessageParts } from '../../shared/message.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import type { CelProgram, CompileOptions, TextTemplate } from '../../shared/operators/lib/expression.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import type { OperatorId } from '../../shared/operators/specs.ts'
import { benchPorts } from '../lib/ports.ts'
import { cases } from './cases.ts'
import { drawingOf } from './drawing.ts'
import { batchSize, Feed, messagesOf } from './feed.ts'
import { type Outcome, type Run, type RunOptions, Stopwatch } from './outcome.ts'
import { createWorld, type World } from './world.ts'

/** What a hand-written function stands on: the accounts of the engine, and nothing else of it. */
export class Hand {
  readonly world: World
  readonly ports: EnginePorts
  readonly wires: number[]
  readonly inFlight = new InFlight(10_000, 64 * 1024 * 1024)
  /** Epoch milliseconds, of the last batch. */
  now = Date.now()
  private readonly book = new Book()
  private readonly stateBook = new Book()
  private readonly acks: AckGroup
  private readonly tracker: Tracker
  private readonly stateTracker: Tracker
  private made = 0

  constructor(world: World, wires: number, source: () => Pick<SourceInstance, 'ack'>) {
    this.world = world
    this.ports = world.ports
    this.wires = new Array<number>(wires).fill(0)
    this.acks = new AckGroup({ ...benchPorts, label: 'feed', ack: (ids) => source().ack(ids) })
    this.tracker = this.inFlight.track(this.book, this.acks)
    this.stateTracker = this.inFlight.track(this.stateBook, { settled: () => {} })
  }

  /** The programs are those of the engine: what an expression costs is the same on both sides. */
  compile(expression: string, options: CompileOptions = {}): CelProgram {
    return compileCel(expression, { now: Date.now, ...options })
  }

  template(text: string): TextTemplate {
    return compileTemplate(text, { now: Date.now })
  }

  open({ origin }: Message, id: unknown): void {
    this.inFlight.open(this.tracker, origin, id, this.now)
  }

  /** Sends a message to the sink, where it ends. The wires are numbered as they are drawn. */
  send(message: Message, wire: number): void {
    this.wires[wire]!++
    this.world.out.take(message)
    this.inFlight.end(message.origin, End.delivered)
  }

  /** Sends a new message, one made of what was remembered. */
  make(value: unknown, rest: Pick<MessageParts, 'key'> & Partial<MessageParts>, wire: number): void {
    const origin = createOrigin('tested', String(this.made++), { publishTime: this.now })
    this.inFlight.open(this.stateTracker, origin, null, this.now)
    this.send(createMessage(value, origin, rest), wire)
  }

  delivered({ origin }: Message): void {
    this.inFlight.end(origin, End.delivered)
  }

  drop({ origin }: Message): void {
    this.inFlight.end(origin, End.dropped)
  }

  absorb({ origin }: Message): void {
    this.inFlight.end(origin, End.absorbed)
  }

  async close(): Promise<Outcome> {
    await this.acks.settle()
    this.acks.close()
    await this.world.close()
    const { received, delivered, dropped, absorbed } = ledgerOf(this.book, 0)
    const fromState = ledgerOf(this.stateBook, 0).delivered
    const { count: left, digest } = this.world.out
    return { received, delivered, dropped, absorbed, fromState, wires: this.wires, left, digest }
  }
}

/** The same work by the case's hand-written function. */
export async function runByHand(id: OperatorId, options: RunOptions): Promise<Run> {
  const operator = cases[id]
  const feed = new Feed(messagesOf(operator, options.count), options.count)
  const hand = new Hand(createWorld(options), drawingOf(id, operator, options.count).edges.length, () => source)
  const written = await operator.byHand(hand)
  const source = written.source ?? feed
  const take = written.take ?? ((message: Message) => hand.send(message, hand.wires.length - 1))
  const isFed = written.source === undefined
  const watch = new Stopwatch()
  const asked: { wait: void | Promise<void> } = { wait: undefined }
  /** Stops where something must be waited for; returns the index of the next message. */
  const takeSome = (batch: readonly SourceMessage[], start: number): number => {
    for (let index = start; index < batch.length; index++) {
      const { message, id } = batch[index] as SourceMessage
      if (!hand.inFlight.hasRoom(message.origin.size)) return index
      hand.open(message, id)
      if (isFed) hand.wires[0]!++
      asked.wait = take(message)
      if (asked.wait !== undefined) return index + 1
    }
    return batch.length
  }
  watch.start()
  for (let batch = await source.pull(batchSize); batch !== null; batch = await source.pull(batchSize)) {
    hand.now = Date.now()
    for (let next = 0; next < batch.length; ) {
      next = takeSome(batch, next)
      if (asked.wait !== undefined) await asked.wait
      else if (next < batch.length) await hand.inFlight.whenSettled()
      asked.wait = undefined
    }
    await benchPorts.clock.yield()
  }
  await written.end?.()
  await hand.inFlight.whenEmpty()
  const took = watch.read()
  return { outcome: await hand.close(), ...took }
}
