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

/** The whole graph as one function, as fast as one would write it by hand for this graph alone. */
export async function run(count: number): Promise<Counts> {
  const numbers = new Numbers(count)
  const accounts = new Accounts(numbers)
  const { inFlight } = accounts
  const wires = new Array<number>(wireCount).fill(0)
  const sinkA = new CountingSink()
  const sinkB = new CountingSink()

  const push = (message: Message, id: number): void => {
    const { origin } = message
    accounts.open(origin, id)
    wires[0]!++
    if (!isWanted(message.value as number)) {
      inFlight.end(origin, End.dropped)
      return
    }
    wires[1]!++
    const raised = withValue(message, raise(message.value as number))
    wires[2]!++
    if (!isKnown(raised.value as number)) {
      inFlight.end(origin, End.dropped)
      return
    }
    wires[3]!++
    const lowered = withValue(raised, lower(raised.value as number))
    inFlight.add(origin, 1)
    pushToA(lowered)
    pushToB(lowered)
  }

  const pushToA = (message: Message): void => {
    wires[4]!++
    const mended = withValue(message, mend(message.value as number))
    wires[5]!++
    sinkA.take(mended)
    inFlight.end(message.origin, End.delivered)
  }

  const pushToB = (message: Message): void => {
    wires[6]!++
    if (!isLarge(message.value as number)) {
      inFlight.end(message.origin, End.dropped)
      return
    }
    wires[7]!++
    const marked = withValue(message, mark(message.value as number))
    wires[8]!++
    sinkB.take(marked)
    inFlight.end(message.origin, End.delivered)
  }

  for (let batch = await numbers.pull(batchSize); batch !== null; batch = await numbers.pull(batchSize)) {
    accounts.now = Date.now()
    for (const { message, id } of batch) {
      push(message, id as number)
    }
    await turn()
  }
  return { ...(await accounts.close()), sinkA: sinkA.count, sinkB: sinkB.count, wires }
}
