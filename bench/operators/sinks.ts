import type { OutgoingMessage, Producer } from '../../main/engine/ports.ts'
import type { Message } from '../../shared/message.ts'
import type { Hand } from './by-hand.ts'
import type { OperatorCase } from './case.ts'
import { orderMessage, payloadMessage } from './orders.ts'

/** More than may be in flight at once. */
const manyMessages = 16_384

export const discard: OperatorCase = {
  config: {},
  message: orderMessage,
  byHand: (hand) => ({ take: (message) => hand.drop(message) }),
}

/** Lines that nobody reads. */
export const consoleSink: OperatorCase = {
  config: {},
  message: orderMessage,
  byHand: (hand) => ({
    take(message) {
      hand.ports.console(JSON.stringify(message.value))
      hand.delivered(message)
    },
  }),
}

/** Lines of JSON on the disk, made to last together, as many at once as the sink lets gather. */
export const fileSink: OperatorCase = {
  config: { path: 'orders.ndjson' },
  message: orderMessage,
  distinct: manyMessages,
  time: 'wall',
  async byHand(hand) {
    const file = await hand.ports.files.append('orders.ndjson')
    let group: Message[] = []
    const write = async () => {
      const written = group
      group = []
      const rows = written.map(({ value }) => `${JSON.stringify(value)}\n`).join('')
      await file.write(hand.ports.text.encode(rows))
      await file.sync()
      for (const message of written) hand.delivered(message)
    }
    return {
      take(message) {
        return group.push(message) === 4_096 ? write() : undefined
      },
      async end() {
        if (group.length > 0) await write()
        await file.close()
      },
    }
  },
}

/** To a broker that confirms at once. */
export const pulsarSink: OperatorCase = {
  config: { topic: 'checked-orders' },
  message: payloadMessage,
  distinct: manyMessages,
  async byHand(hand) {
    const { broker } = await hand.ports.openBroker('main')
    const lane = openLane(await broker.produce({ topic: 'checked-orders' }))
    const send = sender(hand)
    return {
      take(message) {
        if (message.topic !== null && message.topic !== lane.producer.topic) throw new Error('It is for another topic.')
        return send(lane, message)
      },
    }
  },
}

/** Producers that are open at once, at most. */
const maxProducers = 1_000

/** To a hundred topics. */
export const pulsarDynamicSink: OperatorCase = {
  config: {},
  message: (id) => payloadMessage(id, { topic: `orders-${id % 100}` }),
  distinct: manyMessages,
  unordered: true,
  async byHand(hand) {
    const { broker } = await hand.ports.openBroker('main')
    const lanes = new Map<string, Lane>()
    const send = sender(hand)
    const open = async (topic: string, message: Message) => {
      if (lanes.size >= maxProducers) await closeOne(lanes)
      const lane = openLane(await broker.produce({ topic }))
      lanes.set(topic, lane)
      await send(lane, message)
    }
    return {
      take(message) {
        const { topic } = message
        if (topic === null || topic.trim() === '') throw new Error('It asks for no topic.')
        const lane = lanes.get(topic)
        return lane === undefined ? open(topic, message) : send(lane, message)
      },
    }
  },
}

/** One topic, its producer, and what is known of it. */
interface Lane {
  readonly producer: Producer
  pending: number
  written: number
  /** When the last one was sent, epoch milliseconds. */
  usedAt: number
  /** Messages that failed and those behind them, in order; they are sent again when the back-off is over. */
  readonly again: Message[]
}

function openLane(producer: Producer): Lane {
  return { producer, pending: 0, written: 0, usedAt: 0, again: [] }
}

async function closeOne(lanes: Map<string, Lane>): Promise<void> {
  const resting = [...lanes].filter(([, { pending, again }]) => pending + again.length === 0)
  const [longest] = resting.sort(([, one], [, other]) => one.usedAt - other.usedAt)
  if (longest === undefined) throw new Error('Every producer is at work.')
  lanes.delete(longest[0])
  await longest[1].producer.close()
}

const backOffMs = 100

/** Sends without waiting for each receipt, a thousand at once at most; what failed goes again, before what came later. */
function sender(hand: Hand): (lane: Lane, message: Message) => void | Promise<void> {
  let pending = 0
  let goOn: (() => void) | null = null
  const ended = (lane: Lane) => {
    lane.pending--
    if (--pending > 500 || goOn === null) return
    goOn()
    goOn = null
  }
  const trySoon = (lane: Lane) =>
    setTimeout(() => {
      for (const message of lane.again.splice(0)) void send(lane, message)
    }, backOffMs)
  const send = (lane: Lane, message: Message): void | Promise<void> => {
    if (lane.again.length > 0) lane.again.push(message)
    else sendNow(lane, message)
    return pending < 1_000 ? undefined : new Promise((resolve) => (goOn = resolve))
  }
  const sendNow = (lane: Lane, message: Message) => {
    pending++
    lane.pending++
    lane.usedAt = hand.now
    lane.producer.send(toOutgoing(message)).then(
      () => {
        lane.written++
        hand.delivered(message)
        ended(lane)
      },
      () => {
        if (lane.again.push(message) === 1) trySoon(lane)
        ended(lane)
      },
    )
  }
  return send
}

function toOutgoing(message: Message): OutgoingMessage {
  const { value, key, partitionKey, orderingKey, properties, eventTime, sequenceId, deliverAt } = message
  if (!(value instanceof Uint8Array)) throw new Error('It is no payload.')
  return { payload: value, key: partitionKey ?? key, orderingKey, properties, eventTime, sequenceId, deliverAt }
}
