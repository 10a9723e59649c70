import { Ajv2020 } from 'ajv/dist/2020.js'
import type { OperatorCase } from './case.ts'
import { orderMessage } from './orders.ts'

const passOn: OperatorCase = {
  config: {},
  message: orderMessage,
  byHand: (hand) => ({ take: (message) => hand.send(message, 1) }),
}

export const merge = passOn
export const inspect = passOn

export const filter: OperatorCase = {
  config: { condition: 'value.total > 100' },
  message: orderMessage,
  byHand(hand) {
    const isLarge = hand.compile('value.total > 100')
    return {
      take(message) {
        if (isLarge.evaluate(message) === true) hand.send(message, 1)
        else hand.drop(message)
      },
    }
  },
}

export const branch: OperatorCase = {
  config: { predicate: 'value.total > 100' },
  message: orderMessage,
  byHand(hand) {
    const isLarge = hand.compile('value.total > 100')
    return { take: (message) => hand.send(message, isLarge.evaluate(message) === true ? 1 : 2) }
  },
}

const conditions = ['value.priority == "high"', 'value.total > 200', 'value.region == "eu"']

/** All that apply. */
export const switchOperator: OperatorCase = {
  config: { mode: 'all', cases: conditions.map((when, index) => ({ id: `case-${index}`, when })) },
  message: orderMessage,
  byHand(hand) {
    const [isHigh, isLarge, isNear] = conditions.map((text) => hand.compile(text))
    return {
      take(message) {
        const high = isHigh!.evaluate(message) === true
        const large = isLarge!.evaluate(message) === true
        const near = isNear!.evaluate(message) === true
        if (!high && !large && !near) return hand.send(message, 4)
        hand.inFlight.add(message.origin, Number(high) + Number(large) + Number(near) - 1)
        if (high) hand.send(message, 1)
        if (large) hand.send(message, 2)
        if (near) hand.send(message, 3)
      },
    }
  },
}

export const sample: OperatorCase = {
  config: { mode: 'every', every: 10 },
  message: orderMessage,
  byHand(hand) {
    let seen = 0
    return {
      take(message) {
        if (seen++ % 10 === 0) hand.send(message, 1)
        else hand.drop(message)
      },
    }
  },
}

const schema = {
  type: 'object',
  required: ['order_id', 'customer', 'items', 'total'],
  properties: {
    order_id: { type: 'string', minLength: 1 },
    customer: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    items: {
      type: 'array',
      items: { type: 'object', required: ['sku'], properties: { quantity: { type: 'integer', minimum: 1 } } },
    },
    total: { type: 'number', minimum: 0 },
    priority: { enum: ['high', 'normal'] },
  },
}

export const validate: OperatorCase = {
  config: { schema },
  message: orderMessage,
  byHand(hand) {
    // Whatever the payload holds: a field is one of the value's own, and a long integer is a number too.
    const fits = new Ajv2020({ ownProperties: true }).compile(schema)
    return {
      take(message) {
        if (fits(hasLongInteger(message.value) ? shortened(message.value) : message.value)) hand.send(message, 1)
        else throw new Error('Every order fits.')
      },
    }
  },
}

function hasLongInteger(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint'
  if (Array.isArray(value)) return value.some(hasLongInteger)
  for (const name in value) if (hasLongInteger((value as Record<string, unknown>)[name])) return true
  return false
}

function shortened(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? Number(part) : part)))
}
