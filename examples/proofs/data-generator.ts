import { expect } from 'vitest'
import * as z from 'zod'
import { fullName, jsonOf, type Proof } from './proof.ts'

const time = z.number().int().min(Date.parse('2026-01-01'))
const text = z.string().min(1)

/** What each template promises, written down apart from it. */
const shapes = {
  simple: z.strictObject({ id: z.number().int(), message: text, timestamp: time }),
  sensor: z.strictObject({
    device_id: z.string().regex(/^sensor-\d{3}$/),
    sensor_type: z.literal('climate'),
    temperature: z.number().min(14).max(41),
    humidity: z.number().min(20).max(95),
    battery: z.number().int().min(5).max(100),
    location: text,
    timestamp: time,
  }),
  event: z.strictObject({
    event_id: z.guid(),
    event_type: text,
    user_id: z.string().regex(/^user-\d+$/),
    tenant_id: text,
    tenant_tier: z.enum(['enterprise', 'premium', 'free']),
    region: text,
    country: text,
    page: text,
    duration_ms: z.number().int().min(20).max(4_000),
    timestamp: time,
  }),
  transaction: z.strictObject({
    order_id: z.string().regex(/^order-\d{6}$/),
    customer_id: z.string().regex(/^customer-\d+$/),
    tenant_id: text,
    items: z
      .array(z.looseObject({ price: z.number().positive(), quantity: z.number().int().min(1).max(3) }))
      .min(1)
      .max(3),
    total: z.number().positive(),
    currency: text,
    country: text,
    payment_method: text,
    timestamp: time,
  }),
}

export const dataGenerator: Proof = async (evidence) => {
  expect(evidence.report).toMatchObject({ exit: 0, ledger: { received: 1_000, delivered: 1_000, balanced: true } })
  const counts = Object.keys(shapes).map((kind) => [fullName(`generated-${kind}`), 250])
  expect(evidence.report.topics).toEqual(Object.fromEntries(counts))
  for (const [kind, shape] of Object.entries(shapes)) {
    const found = await evidence.topic(`generated-${kind}`)
    for (const delivery of found) {
      const value = shape.parse(jsonOf(delivery))
      expect(delivery.eventTime).toBe(value.timestamp)
    }
    expect(new Set(found.map(({ key }) => key)).size).toBe(20)
  }
  for (const order of (await evidence.topic('generated-transaction')).map(jsonOf)) {
    const cents = order.items.reduce(
      (sum: number, item: { price: number; quantity: number }) => sum + Math.round(item.price * 100) * item.quantity,
      0,
    )
    expect(Math.round(order.total * 100)).toBe(cents)
  }
}
