import type { Delivery } from '../../main/engine/ports.ts'
import { createMessage, createOrigin, type Message, noProperties } from '../../shared/message.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'
import { batchSize } from './feed.ts'

/** Orders of about 300 bytes, as objects and as JSON. */
const customers = 97
const firstAt = 1_767_225_600_000

export function order(id: number) {
  return {
    order_id: `ORD-${10_000 + id}`,
    customer: { id: `C-${id % customers}`, name: 'Ada Lovelace', email: 'ada@example.com', city: 'Zürich' },
    items: Array.from({ length: 1 + (id % 4) }, (_, item) => ({ sku: `SKU-${item}`, quantity: 1 + item, price: 9.5 })),
    total: (id % 30) * 10 + 0.5,
    region: id % 3 === 0 ? 'eu' : 'us',
    currency: 'CHF',
    priority: id % 5 === 0 ? 'high' : 'normal',
    at: firstAt + id,
  }
}

export type Order = ReturnType<typeof order>

const keyOf = (id: number) => `C-${id % customers}`

/** A decoded order, keyed by its customer. */
export function orderMessage(id: number, rest: Partial<Message> = {}): Message {
  const origin = createOrigin('orders', String(id), { size: 300 })
  return createMessage(rest.value ?? order(id), origin, { key: keyOf(id), properties: { source: 'shop' }, ...rest })
}

/** An order as it lies in a topic. */
export function payloadMessage(id: number, rest: Partial<Message> = {}): Message {
  return orderMessage(id, { value: payload(id), ...rest })
}

const payload = (id: number) => webTextCodec.encode(JSON.stringify(order(id)))

/** More than may be on their way at once: one that comes again meanwhile is not worked on twice. */
export const deliveries: readonly Delivery[] = Array.from({ length: 16 * batchSize }, (_, id) => ({
  id,
  messageId: `7:${id}:-1:0`,
  topic: 'persistent://public/default/orders',
  payload: payload(id),
  key: keyOf(id),
  orderingKey: null,
  properties: noProperties,
  publishTime: firstAt + id,
  eventTime: null,
  redeliveryCount: 0,
}))

/** A batch of rows. */
export const rows = webTextCodec.encode(
  Array.from({ length: batchSize }, (_, id) => `${JSON.stringify(order(id))}\n`).join(''),
)

/** One row for each customer. */
export const table = webTextCodec.encode(
  Array.from({ length: customers }, (_, id) => `${JSON.stringify({ id: keyOf(id), tier: 'gold' })}\n`).join(''),
)
