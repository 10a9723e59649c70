import { expect } from 'vitest'
import { expectComplete, jsonOf, type Proof } from './proof.ts'

export const gettingStarted: Proof = async (evidence) => {
  expectComplete(evidence, 1_000)
  const results = new Map((await evidence.topic('output-topic')).map((one) => [jsonOf(one).order_id, jsonOf(one)]))
  expect(results.size).toBe(1_000)
  for (const order of (await evidence.topic('input-topic')).map(jsonOf)) {
    const { processed_at, processor, ...rest } = results.get(order.order_id)
    expect(rest).toEqual(order)
    expect(processor).toBe('sluice')
    expect(Math.abs(processed_at - Date.now())).toBeLessThan(3_600_000)
  }
}
