import type { SourceMessage } from '../../main/engine/hosted/contract.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'

/**
 * Orders of about 300 bytes, from bytes to bytes: decode the JSON, keep totals over 100 (two of three), set three fields, encode.
 * Both candidates evaluate the same compiled CEL programs and use the same text codec.
 */
export const condition = 'value.total > 100'
export const fields = [
  { field: 'net', expression: 'value.total / 1.19' },
  { field: 'label', expression: '"order " + value.order_id' },
  { field: 'rush', expression: 'value.priority == "high" && value.items.size() < 3' },
]

export const batchSize = 512

const orders: readonly SourceMessage[] = Array.from({ length: batchSize }, (_, id) => {
  const payload = webTextCodec.encode(JSON.stringify(order(id)))
  return { message: createMessage(payload, createOrigin('orders', String(id), { size: payload.length })), id }
})

function order(id: number) {
  return {
    order_id: `ORD-${10_000 + id}`,
    customer: { id: `C-${id % 97}`, name: 'Ada Lovelace', email: 'ada@example.com', city: 'Zürich' },
    items: Array.from({ length: 1 + (id % 4) }, (_, item) => ({ sku: `SKU-${item}`, quantity: 1 + item, price: 9.5 })),
    total: (id % 30) * 10 + 0.5,
    currency: 'CHF',
    priority: id % 5 === 0 ? 'high' : 'normal',
    note: 'leave at the door',
  }
}

export class Orders {
  acked = 0
  private left: number

  constructor(count: number) {
    this.left = count
  }

  async pull(max: number): Promise<readonly SourceMessage[] | null> {
    if (this.left === 0) return null
    const size = Math.min(max, batchSize, this.left)
    this.left -= size
    return size === batchSize ? orders : orders.slice(0, size)
  }

  async ack(ids: readonly unknown[]): Promise<void> {
    this.acked += ids.length
  }
}

/** What came out, so that both candidates can be seen to do the same. */
export interface Written {
  readonly acked: number
  readonly messages: number
  readonly bytes: number
}

export class Output {
  messages = 0
  bytes = 0
  latest: Uint8Array | null = null

  take(payload: Uint8Array): void {
    this.messages++
    this.bytes += payload.length
    this.latest = payload
  }
}
