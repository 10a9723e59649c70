import type { Broker, Delivery } from '../../main/engine/ports.ts'
import type { Job } from './cases.ts'
import { isKept } from './input.ts'

/** Topics the job writes to, and how many messages each must get. */
export function expectedOf(job: Job, perKey: readonly number[]): ReadonlyMap<string, number> {
  if (job.case === 'fan')
    return new Map(
      perKey.map((count, key) => [`${job.output}-${key}`, count] as const).filter(([, count]) => count > 0),
    )
  const kept = Array.from({ length: job.count }, (_, id) => id).filter((id) => job.case === 'relay' || isKept(id))
  return new Map([[job.output, kept.length]])
}

/**
 * Messages of the input a second, from the first to the last publish time in the output: what starting takes is not in it, nor who
 * wrote. Throws when not every message that should be there is there once.
 */
export async function judge(broker: Broker, job: Job, expected: ReadonlyMap<string, number>): Promise<number> {
  const ids = new Set<number>()
  let [first, last, read] = [Number.POSITIVE_INFINITY, 0, 0]
  const take = ({ payload, publishTime }: Delivery) => {
    ids.add(JSON.parse(Buffer.from(payload).toString()).id)
    first = Math.min(first, publishTime)
    last = Math.max(last, publishTime)
    read++
  }
  for (const [topic, count] of expected) await readTopic(broker, topic, count, take)
  const wanted = [...expected.values()].reduce((sum, count) => sum + count, 0)
  if (read !== wanted || ids.size !== wanted)
    throw new Error(`${job.subscription} wrote ${read} messages, ${ids.size} different ones, instead of ${wanted}.`)
  return (job.count * 1_000) / (last - first)
}

async function readTopic(broker: Broker, topic: string, count: number, take: (delivery: Delivery) => void) {
  const reader = await broker.read({ topic, from: 'earliest' })
  for (let read = 0; read < count; ) {
    const batch = await reader.pull(1_000)
    if (batch.length === 0) throw new Error(`${topic} has ${read} messages instead of ${count}.`)
    for (const delivery of batch) take(delivery)
    read += batch.length
  }
  await reader.close()
}
