import { expect } from 'vitest'
import type { Broker, Delivery } from '../../main/engine/ports.ts'
import type { RunReport } from '../../shared/run/metrics.ts'

/** What a run of an example left behind. */
export interface Evidence {
  readonly report: RunReport
  /** All messages of a topic, by its short name, in order; as many as the report counts there. */
  readonly topic: (name: string) => Promise<readonly Delivery[]>
}

/** Holds what an example did against figures worked out apart from it. Throws where they differ. */
export type Proof = (evidence: Evidence) => Promise<void>

export const fullName = (topic: string) => `persistent://public/default/${topic}`

/** Reads a topic from its beginning until `count` messages are there. */
export async function readTopic(broker: Broker, topic: string, count: number): Promise<readonly Delivery[]> {
  const reader = await broker.read({ topic, from: 'earliest' })
  const found: Delivery[] = []
  while (found.length < count) found.push(...(await reader.pull(1_000)))
  await reader.close()
  return found
}

export function textOf({ payload }: Delivery): string {
  return new TextDecoder().decode(payload)
}

// biome-ignore lint/suspicious/noExplicitAny: a proof looks into JSON of a known shape
export function jsonOf(delivery: Delivery): any {
  return JSON.parse(textOf(delivery))
}

/** Every message the sample data put in was received once and is accounted for. */
export function expectComplete({ report }: Evidence, count: number): void {
  expect(report.exit).toBe(0)
  expect(report.failure).toBeUndefined()
  expect(report.sampleData).toMatchObject({ received: count, delivered: count, inFlight: 0, balanced: true })
  expect(report.ledger).toMatchObject({ received: count, returned: 0, inFlight: 0, balanced: true })
}
