import { expect } from 'vitest'
import { expectComplete, jsonOf, type Proof, textOf } from './proof.ts'

interface Order {
  order_id: string
  customer_id: string
  items: { price: number; quantity: number }[]
  total: number
  shipping_method: 'express' | 'priority' | 'standard' | 'economy'
}

const days = { express: 1, priority: 3, standard: 5, economy: 7 }

/** Why the order is not accepted, as the dead letter must say; null when it is. In cents, so that no sum is off by a rounding. */
function refusal(order: Order): RegExp | null {
  if (order.customer_id === '') return /customer_id/
  if (order.items.length === 0) return /items/
  if (order.total <= 0) return /total/
  const cents = order.items.reduce((sum, { price, quantity }) => sum + Math.round(price * 100) * quantity, 0)
  return Math.abs(cents - Math.round(order.total * 100)) > 1 ? /Total mismatch/ : null
}

function riskInHundredths(order: Order): number {
  let risk = 0
  if (order.total > 5_000) risk += 30
  if (order.customer_id.startsWith('new_')) risk += 20
  if (order.shipping_method === 'express') risk += 10
  if (order.items.filter(({ price }) => price > 500).length > 3) risk += 20
  return Math.min(risk, 100)
}

export const productionReady: Proof = async (evidence) => {
  expectComplete(evidence, 1_000)
  const orders = await evidence.topic('orders')
  const accepted = new Map((await evidence.topic('processed-orders')).map((one) => [jsonOf(one).order_id, one]))
  const audited = new Map((await evidence.topic('order-audit')).map((one) => [jsonOf(one).order_id, jsonOf(one)]))
  const refused = new Map((await evidence.topic('order-dead-letters')).map((one) => [textOf(one), one]))
  expect(accepted.size + refused.size).toBe(1_000)
  let mismatches = 0
  for (const delivery of orders) {
    const order: Order = jsonOf(delivery)
    const reason = refusal(order)
    if (reason !== null) {
      const letter =
        refused.get(textOf(delivery)) ?? [...refused.values()].find((one) => jsonOf(one).order_id === order.order_id)
      expect(letter?.properties.error, order.order_id).toMatch(reason)
      expect(letter?.properties).toMatchObject({ status: 'error', retry_count: '1' })
      if (reason.source.startsWith('Total')) mismatches++
      continue
    }
    const result = accepted.get(order.order_id)
    if (result === undefined) throw new Error(`The order ${order.order_id} was not accepted.`)
    const processed = jsonOf(result)
    const risk = riskInHundredths(order)
    expect(processed).toMatchObject({
      ...order,
      priority: order.total > 1_000 ? 'high' : order.total > 100 ? 'medium' : 'low',
      risk_score: risk / 100,
      requires_review: risk > 70,
      fulfillment_status: 'pending',
    })
    const delivered = Date.parse(processed.estimated_delivery) - processed.processed_at
    expect(delivered / 86_400_000).toBe(days[order.shipping_method])
    expect(result).toMatchObject({
      key: order.customer_id,
      properties: { status: 'processed', priority: processed.priority },
    })
    expect(audited.get(order.order_id)).toMatchObject({ customer_id: order.customer_id, at: processed.processed_at })
  }
  expect(audited.size).toBe(accepted.size)
  expect([refused.size, mismatches]).toEqual([160, 40])
}
