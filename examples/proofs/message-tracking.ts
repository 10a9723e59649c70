import { expect } from 'vitest'
import type { Delivery } from '../../main/engine/ports.ts'
import { expectComplete, fullName, jsonOf, type Proof, textOf } from './proof.ts'

/** The value at rank ⌈p · n⌉ of the sorted list. */
function nearestRank(sorted: readonly number[], p: number): number {
  return sorted[Math.max(1, Math.ceil(p * sorted.length)) - 1] as number
}

const topics = ['tracked-high', 'tracked-normal', 'tracked-low', 'tracked-errors']

export const messageTracking: Proof = async (evidence) => {
  expectComplete(evidence, 1_000)
  const found = new Map<string, readonly Delivery[]>()
  for (const topic of topics) found.set(topic, await evidence.topic(topic))
  const all = [...found.values()].flat()
  const good = all.filter(({ properties }) => properties.error_code === undefined)
  const bad = all.filter(({ properties }) => properties.error_code !== undefined)
  expect([good.length, bad.length]).toEqual([980, 20])
  const latencies = good.map(({ properties }) => Number(properties.latency_ms)).sort((a, b) => a - b)
  const met = all.filter(({ properties }) => properties.sla === 'met').length
  expect(evidence.report.nodes.measure?.report).toMatchObject({
    messages: 1_000,
    succeeded: 980,
    failed: 20,
    successRate: 0.98,
    latencyMs: {
      p50: nearestRank(latencies, 0.5),
      p95: nearestRank(latencies, 0.95),
      p99: nearestRank(latencies, 0.99),
      max: Math.max(...latencies),
      mean: expect.closeTo(latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length, 6),
    },
    topics: Object.fromEntries([...found].map(([topic, members]) => [topic, members.length])),
    errors: { 'SLUICE-DESERIALIZE-JSON': 20 },
    sla: { latencyMs: 5_000, met, missed: 1_000 - met },
  })
  for (const delivery of good) {
    expect(delivery.topic).toContain(fullName(`tracked-${jsonOf(delivery).priority}`))
    expect(delivery.properties.sla).toBe(Number(delivery.properties.latency_ms) <= 5_000 ? 'met' : 'missed')
  }
  for (const delivery of bad) expect(textOf(delivery)).toBe('no JSON, to show an error')
}
