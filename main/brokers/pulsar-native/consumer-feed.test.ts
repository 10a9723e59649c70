import { expect, it } from 'vitest'
import { failureOf } from '../testing/scene.ts'
import { silentLog } from '../testing/silent-log.ts'
import type { NativeConsumer, NativeMessage } from './addon.ts'
import { PulsarConsumer } from './consumer.ts'
import { ConsumerFeed } from './consumer-feed.ts'

type Batch = PromiseWithResolvers<readonly NativeMessage[]>

async function openConsumer() {
  const batches: Batch[] = []
  const native = {
    batchReceive() {
      const batch: Batch = Promise.withResolvers()
      batches.push(batch)
      return batch.promise
    },
    async close() {
      batches.at(-1)?.reject(new Error('Failed to batch receive message: AlreadyClosed'))
      throw new Error('Failed to close consumer: AlreadyClosed')
    },
  } as unknown as NativeConsumer
  const attempt = { subject: 'the subscription "s"', address: 'pulsar://one:6650', kind: 'consumer' } as const
  const consumer = new PulsarConsumer({
    topics: ['t'],
    initialPosition: 'Latest',
    fullName: (topic) => topic,
    openFeed: async (topics, _, arrived) =>
      new ConsumerFeed(native, { topics, attempt, isCumulative: false, arrived, log: silentLog }),
    subject: 'The consumer',
    idlePullMs: 20,
  })
  await consumer.open()
  return { consumer, batches }
}

it('asks for one batch at a time, and for none while nobody waits', async () => {
  const { consumer, batches } = await openConsumer()
  expect(batches).toHaveLength(0)
  expect(await consumer.pull(10)).toEqual([])
  expect(await consumer.pull(10)).toEqual([])
  expect(batches).toHaveLength(1)
  batches[0]!.resolve([])
  await new Promise((resolve) => setImmediate(resolve))
  expect(batches).toHaveLength(1)
})

it('takes it as an end when the client closes its consumer by itself', async () => {
  const { consumer, batches } = await openConsumer()
  const pulled = consumer.pull(10)
  batches[0]!.reject(new Error('Failed to batch receive message: AlreadyClosed'))
  expect((await failureOf(pulled)).code).toBe('SLUICE-BROKER-CLOSED')
})

it('closes without a word when its batch is refused because of that', async () => {
  const { consumer } = await openConsumer()
  const pulled = consumer.pull(10)
  await consumer.close()
  await consumer.close()
  expect(await pulled).toEqual([])
})
