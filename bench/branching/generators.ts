import { End } from '../../main/engine/book.ts'
import type { Message } from '../../shared/message.ts'
import { Accounts } from './accounts.ts'
import {
  batchSize,
  CountingSink,
  type Counts,
  isKnown,
  isLarge,
  isWanted,
  lower,
  mark,
  mend,
  Numbers,
  raise,
  turn,
  wireCount,
  withValue,
} from './shape.ts'

type Stream = AsyncIterable<Message>

/** The same graph as async generators: every step pulls from the one before it; the branch is two channels. */
export async function run(count: number): Promise<Counts> {
  const numbers = new Numbers(count)
  const accounts = new Accounts(numbers)
  const { inFlight } = accounts
  const wires = new Array<number>(wireCount).fill(0)
  const sinkA = new CountingSink()
  const sinkB = new CountingSink()
  const drop = (message: Message) => inFlight.end(message.origin, End.dropped)

  async function* source(): AsyncGenerator<Message> {
    for (let batch = await numbers.pull(batchSize); batch !== null; batch = await numbers.pull(batchSize)) {
      accounts.now = Date.now()
      for (const { message, id } of batch) {
        accounts.open(message.origin, id)
        wires[0]!++
        yield message
      }
      await turn()
    }
  }

  async function* filter(input: Stream, holds: (value: number) => boolean, wire: number): AsyncGenerator<Message> {
    for await (const message of input) {
      if (holds(message.value as number)) {
        wires[wire]!++
        yield message
      } else drop(message)
    }
  }

  async function* map(
    input: Stream,
    change: (value: number) => number,
    wires_: readonly number[],
  ): AsyncGenerator<Message> {
    for await (const message of input) {
      for (const wire of wires_) wires[wire]!++
      yield withValue(message, change(message.value as number))
    }
  }

  async function drain(input: Stream, sink: CountingSink): Promise<void> {
    for await (const message of input) {
      sink.take(message)
      inFlight.end(message.origin, End.delivered)
    }
  }

  const labelled = map(filter(map(filter(source(), isWanted, 1), raise, [2]), isKnown, 3), lower, [4, 6])
  const toA = new Channel()
  const toB = new Channel()
  const branches = Promise.all([
    drain(map(toA.read(), mend, [5]), sinkA),
    drain(map(filter(toB.read(), isLarge, 7), mark, [8]), sinkB),
  ])
  for await (const message of labelled) {
    inFlight.add(message.origin, 1)
    toA.write(message)
    toB.write(message)
    if (toA.isFull || toB.isFull) await Promise.all([toA.whenRoom(), toB.whenRoom()])
  }
  toA.end()
  toB.end()
  await branches
  return { ...(await accounts.close()), sinkA: sinkA.count, sinkB: sinkB.count, wires }
}

const channelSize = 64

/** A bounded queue between one writer and one reader, which takes what is there without waiting for each. */
class Channel {
  private queue: Message[] = []
  private ended = false
  private wakeReader: (() => void) | null = null
  private wakeWriter: (() => void) | null = null

  get isFull(): boolean {
    return this.queue.length >= channelSize
  }

  write(message: Message): void {
    this.queue.push(message)
    this.wakeReader?.()
    this.wakeReader = null
  }

  end(): void {
    this.ended = true
    this.wakeReader?.()
  }

  whenRoom(): Promise<void> | undefined {
    if (!this.isFull) return undefined
    return new Promise((resolve) => {
      this.wakeWriter = resolve
    })
  }

  async *read(): AsyncGenerator<Message> {
    while (true) {
      while (this.queue.length > 0) {
        const taken = this.queue
        this.queue = []
        this.wakeWriter?.()
        this.wakeWriter = null
        yield* taken
      }
      if (this.ended) return
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve
      })
    }
  }
}
