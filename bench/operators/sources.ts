import type { SourceMessage } from '../../main/engine/hosted/contract.ts'
import type { Delivery } from '../../main/engine/ports.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { templateGenerator } from '../../shared/operators/lib/samples/generate.ts'
import type { OperatorCase } from './case.ts'

const ack = async () => {}

/** Orders as values. */
export const generator: OperatorCase = {
  config: (count: number) => ({ template: 'transaction', count }),
  byHand(hand) {
    const generate = templateGenerator('transaction', { keys: 100, seed: 1 })
    let made = 0
    const make = (): SourceMessage => {
      const id = made++
      const { value, key, properties, eventTime } = generate(id)
      const origin = createOrigin('tested', String(id), { publishTime: eventTime })
      return { message: createMessage(value, origin, { key, properties, eventTime }), id }
    }
    const pull = async (max: number) =>
      made === hand.world.count ? null : Array.from({ length: Math.min(max, hand.world.count - made) }, make)
    return { source: { pull, ack } }
  },
}

/** Lines of JSON out of memory. */
export const fileSource: OperatorCase = {
  config: { path: 'orders.ndjson' },
  async byHand(hand) {
    const file = await hand.ports.files.open('orders.ndjson')
    const decoder = new TextDecoder()
    let rest = ''
    let line = 0
    const toMessage = (row: string): SourceMessage => {
      const id = ++line
      const origin = createOrigin('orders.ndjson', `orders.ndjson:${id}`, { publishTime: hand.now, size: row.length })
      return { message: createMessage(JSON.parse(row), origin), id }
    }
    return {
      source: {
        ack,
        async pull() {
          const bytes = await file.read(65_536)
          if (bytes === null) return null
          const rows = (rest + decoder.decode(bytes, { stream: true })).split('\n')
          rest = rows.pop() as string
          return rows.map(toMessage)
        },
      },
    }
  },
}

/** Payloads of a topic, from a broker that has them at hand. */
export const pulsarSource: OperatorCase = {
  config: { topics: ['orders'], subscriptionName: 'bench' },
  endless: true,
  async byHand(hand) {
    const { broker } = await hand.ports.openBroker('main')
    const consumer = await broker.subscribe({
      topics: ['orders'],
      subscription: 'bench',
      type: 'Exclusive',
      initialPosition: 'Earliest',
    })
    let received = 0
    // What comes again while it is on its way is not worked on twice.
    const onTheirWay = new Set<string>()
    const isNew = ({ messageId }: Delivery) => {
      const before = onTheirWay.size
      return onTheirWay.add(messageId).size > before
    }
    return {
      source: {
        ack(ids) {
          const deliveries = ids as readonly Delivery[]
          for (const { messageId } of deliveries) onTheirWay.delete(messageId)
          return consumer.ack(deliveries.map(({ id }) => id))
        },
        async pull(max) {
          if (received === hand.world.count) return null
          const deliveries = (await consumer.pull(max)).filter(isNew)
          received += deliveries.length
          return deliveries.map(toMessage)
        },
      },
    }
  },
}

function toMessage(delivery: Delivery): SourceMessage {
  const { payload, publishTime, redeliveryCount, key, orderingKey, properties, eventTime } = delivery
  const size = payload.length
  const origin = createOrigin(delivery.topic, delivery.messageId, { publishTime, redeliveryCount, size })
  return { message: createMessage(payload, origin, { key, orderingKey, properties, eventTime }), id: delivery }
}
