import type { Broker } from '../../main/engine/ports.ts'
import { outgoing } from '../../main/engine/testing/broker-contract/traffic.ts'
import { seededRandom } from '../../testing/kill-loop/seeded-random.ts'

const payloadBytes = 1_024
const window = 500
export const topics = 100

/** What the second case keeps: nine of ten. */
export const isKept = (id: number): boolean => id % 10 !== 9

/** An order of exactly 1,024 bytes of JSON. */
function payloadOf(id: number): string {
  const order = { id, amount: (id * 37) % 1_000, quantity: 1 + (id % 7), country: 'DE', kept: isKept(id), note: '' }
  const missing = payloadBytes - JSON.stringify(order).length
  return JSON.stringify({ ...order, note: 'abcdefghij'.repeat(Math.ceil(missing / 10)).slice(0, missing) })
}

/** A topic's number, the first most often, by Zipf's law with exponent 1. */
function zipf(random: () => number): () => number {
  const weights = Array.from({ length: topics }, (_, rank) => 1 / (rank + 1))
  const sums: number[] = []
  for (const weight of weights) sums.push((sums.at(-1) ?? 0) + weight)
  const total = sums.at(-1)!
  return () => {
    const point = random() * total
    return sums.findIndex((sum) => point < sum)
  }
}

/** Writes the input once. Keys are numbers of topics; returns how many messages have each. */
export async function writeInput(broker: Broker, topic: string, count: number): Promise<readonly number[]> {
  const draw = zipf(seededRandom(7))
  const perKey = new Array<number>(topics).fill(0)
  const producer = await broker.produce({ topic, sendTimeoutMs: 60_000 })
  let next = 0
  const lane = async () => {
    while (next < count) {
      const id = next++
      const key = draw()
      perKey[key]!++
      await producer.send(outgoing(payloadOf(id), { key: String(key) }))
    }
  }
  await Promise.all(Array.from({ length: window }, lane))
  await producer.close()
  return perKey
}
