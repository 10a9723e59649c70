import type { OperatorCase } from './case.ts'
import { failure } from './drawing.ts'
import { type Order, orderMessage, payloadMessage } from './orders.ts'

export const deserialize: OperatorCase = {
  config: { serde: 'json' },
  message: payloadMessage,
  byHand: (hand) => ({
    take(message) {
      const value = JSON.parse(hand.ports.text.decode(message.value as Uint8Array))
      hand.send({ ...message, value }, 1)
    },
  }),
}

export const serialize: OperatorCase = {
  config: { serde: 'json' },
  message: orderMessage,
  byHand: (hand) => ({
    take(message) {
      const value = hand.ports.text.encode(JSON.stringify(message.value))
      hand.send({ ...message, value, properties: { ...message.properties, _serde_type: 'json' } }, 1)
    },
  }),
}

const fields = [
  { field: 'net', expression: 'value.total / 1.19' },
  { field: 'label', expression: '"order " + value.order_id' },
  { field: 'rush', expression: 'value.priority == "high" && value.items.size() < 3' },
]

export const map: OperatorCase = {
  config: { fields },
  message: orderMessage,
  byHand(hand) {
    const [net, label, rush] = fields.map(({ expression }) => hand.compile(expression))
    return {
      take(message) {
        const value = {
          ...(message.value as Order),
          net: net!.evaluate(message),
          label: label!.evaluate(message),
          rush: rush!.evaluate(message),
        }
        hand.send({ ...message, value }, 1)
      },
    }
  },
}

export const flatMap: OperatorCase = {
  config: { expression: 'value.items' },
  message: orderMessage,
  byHand(hand) {
    const items = hand.compile('value.items')
    return {
      take(message) {
        const list = items.evaluate(message) as unknown[]
        hand.inFlight.add(message.origin, list.length - 1)
        for (const value of list) hand.send({ ...message, value }, 1)
      },
    }
  },
}

export const setMessage: OperatorCase = {
  config: {
    key: '{value.customer.id}',
    topic: 'orders-{value.region}',
    properties: { priority: '{value.priority}' },
    eventTime: 'value.at',
  },
  message: orderMessage,
  byHand(hand) {
    const key = hand.template('{value.customer.id}')
    const topic = hand.template('orders-{value.region}')
    const priority = hand.template('{value.priority}')
    const eventTime = hand.compile('value.at')
    return {
      take(message) {
        const changed = {
          ...message,
          key: key.render(message),
          topic: topic.render(message),
          properties: { ...message.properties, priority: priority.render(message) },
          eventTime: eventTime.evaluate(message) as number,
        }
        hand.send(changed, 1)
      },
    }
  },
}

export const keyBy: OperatorCase = {
  config: { key: 'value.customer.id' },
  message: orderMessage,
  byHand(hand) {
    const key = hand.compile('value.customer.id')
    return {
      take(message) {
        hand.send({ ...message, key: key.evaluate(message) as string, partitionKey: null, orderingKey: null }, 1)
      },
    }
  },
}

/** Two steps in a subflow. */
export const pipeline: OperatorCase = {
  config: { subflow: 'large-orders' },
  document: {
    subflows: {
      'large-orders': {
        inputs: { in: 'large.in' },
        outputs: { out: 'net.out' },
        nodes: [
          { id: 'large', operator: 'filter', config: { condition: 'value.total > 100' } },
          { id: 'net', operator: 'map', config: { fields: fields.slice(0, 1) } },
        ],
        edges: [{ from: 'large.out', to: 'net.in' }],
      },
    },
  },
  message: orderMessage,
  byHand(hand) {
    const isLarge = hand.compile('value.total > 100')
    const net = hand.compile('value.total / 1.19')
    return {
      take(message) {
        if (isLarge.evaluate(message) !== true) return hand.drop(message)
        hand.send({ ...message, value: { ...(message.value as Order), net: net.evaluate(message) } }, 1)
      },
    }
  },
}

export const errorMessage: OperatorCase = {
  config: {},
  edges: ['feed.out>fails.in', 'fails.out>tested.in', 'tested.out>end.in'],
  message: orderMessage,
  byHand: (hand) => ({
    take(message) {
      const failed = { ...message, failure }
      hand.wires[1]!++
      const { origin, properties } = failed
      const told = {
        error: failed.failure.message,
        error_code: failed.failure.code,
        failed_at: new Date().toISOString(),
        step_id: failed.failure.nodeId,
        original_topic: origin.topic,
        original_message_id: origin.messageId,
        attempt: String(failed.failure.attempt),
      }
      hand.send({ ...failed, properties: { ...properties, ...told }, topic: null, failure: null }, 2)
    },
  }),
}

export const enrich: OperatorCase = {
  config: { from: 'file', path: 'table.ndjson', lookup: 'value.customer.id', keyField: 'id', into: 'account' },
  message: orderMessage,
  async byHand(hand) {
    const lookup = hand.compile('value.customer.id')
    const reader = await hand.ports.files.open('table.ndjson')
    const text = hand.ports.text.decode((await reader.read(1_000_000)) as Uint8Array)
    const found = new Map<unknown, unknown>()
    for (const line of text.trimEnd().split('\n')) {
      const row = JSON.parse(line)
      found.set(row.id, row)
    }
    return {
      take(message) {
        const account = found.get(lookup.evaluate(message))
        hand.send({ ...message, value: { ...(message.value as Order), account } }, 1)
      },
    }
  },
}
