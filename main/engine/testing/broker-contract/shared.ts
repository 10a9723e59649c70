import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import {
  acknowledge,
  numbered,
  outgoing,
  sendAll,
  take,
  takeOnly,
  takeTexts,
  takeTogether,
  textsOf,
  whatComesWithin,
} from './traffic.ts'

const shared = { type: 'Shared' } as const

/** Messages are divided among consumers; each message has its own fate. */
export const sharedType = [
  behaviour('Shared: a nack brings back only that message, counted', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), numbered('m', 5))
    const came = await take(consumer, 5)
    consumer.nack([came.find((delivery) => textsOf([delivery])[0] === 'm2')!.id])
    const again = await takeOnly(consumer, 1)
    expect(textsOf(again)).toEqual(['m2'])
    expect(again[0]!.redeliveryCount).toBe(1)
  }),

  behaviour('Shared: a nacked message waits for the configured delay', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { ...shared, negativeAckRedeliveryDelayMs: 1_000 })
    await sendAll(await scene.produce(topic), ['m'])
    const [delivery] = await take(consumer, 1)
    const nackedAt = Date.now()
    consumer.nack([delivery!.id])
    await take(consumer, 1)
    expect(Date.now() - nackedAt).toBeGreaterThanOrEqual(600)
    expect(Date.now() - nackedAt).toBeLessThan(5_000)
  }),

  behaviour('Shared: the redelivery count grows by one with each nack', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), ['m'])
    const counts: number[] = []
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const [delivery] = await take(consumer, 1)
      counts.push(delivery!.redeliveryCount)
      consumer.nack([delivery!.id])
    }
    expect(counts).toEqual([0, 1, 2, 3])
  }),

  behaviour('Shared: a message acknowledged before its nack falls due does not come again', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), ['m'])
    const came = await take(consumer, 1)
    consumer.nack([came[0]!.id])
    await acknowledge(consumer, came)
    expect(await whatComesWithin(consumer, 1_000)).toEqual([])
  }),

  behaviour('Shared: each message goes to exactly one of two consumers, and both get some', async (scene) => {
    const topic = scene.topic()
    const pair = [await scene.subscribe(topic, shared), await scene.subscribe(topic, shared)]
    await sendAll(await scene.produce(topic), numbered('m', 60))
    const came = await takeTogether(pair, 60)
    expect(textsOf(came.flat()).sort()).toEqual(numbered('m', 60).sort())
    for (const deliveries of came) expect(deliveries.length).toBeGreaterThan(0)
  }),

  behaviour('Shared: what a leaving consumer held goes to the others', async (scene) => {
    const topic = scene.topic()
    const leaving = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), numbered('m', 10))
    await acknowledge(leaving, (await take(leaving, 10)).slice(0, 4))
    const staying = await scene.subscribe(topic, shared)
    await leaving.close()
    expect((await takeTexts(staying, 6)).sort()).toEqual(numbered('m', 10).slice(4))
  }),

  behaviour('Shared: a message that comes again because its consumer left is not counted', async (scene) => {
    const topic = scene.topic()
    const leaving = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), ['m'])
    await take(leaving, 1)
    const staying = await scene.subscribe(topic, shared)
    await leaving.close()
    expect((await take(staying, 1))[0]!.redeliveryCount).toBe(0)
  }),

  behaviour('Shared: a nack is counted also when another consumer gets the message', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), ['m'])
    const [delivery] = await take(first, 1)
    first.nack([delivery!.id])
    expect((await take(first, 1))[0]!.redeliveryCount).toBe(1)
    const second = await scene.subscribe(topic, shared)
    await first.close()
    expect((await take(second, 1))[0]!.redeliveryCount).toBeGreaterThanOrEqual(1)
  }),

  behaviour('Shared: a consumer that does not pull holds no more than its queue', async (scene) => {
    const topic = scene.topic()
    const idle = await scene.subscribe(topic, { ...shared, receiverQueueSize: 5 })
    const busy = await scene.subscribe(topic, shared)
    await sendAll(await scene.produce(topic), numbered('m', 40))
    const came = await takeOnly(busy, 35)
    expect(came.length).toBeGreaterThanOrEqual(35)
    await acknowledge(busy, came)
    await idle.close()
    const rest = await takeOnly(busy, 40 - came.length)
    expect(textsOf([...came, ...rest]).sort()).toEqual(numbered('m', 40).sort())
  }),

  behaviour('Shared: what is not acknowledged in time comes again, counted', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { ...shared, ackTimeoutMs: 1_500 })
    await sendAll(await scene.produce(topic), ['in time', 'too late'])
    const came = await take(consumer, 2)
    await acknowledge(
      consumer,
      came.filter((delivery) => textsOf([delivery])[0] === 'in time'),
    )
    const again = await take(consumer, 1)
    expect(textsOf(again)).toEqual(['too late'])
    expect(again[0]!.redeliveryCount).toBe(1)
  }),

  behaviour('Shared: a message for later waits, and those behind it do not', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, shared)
    const producer = await scene.produce(topic)
    const due = Date.now() + 2_500
    await producer.send(outgoing('later', { deliverAt: due }))
    await producer.send(outgoing('now'))
    expect(await takeTexts(consumer, 1)).toEqual(['now'])
    expect(Date.now()).toBeLessThan(due)
    expect(await takeTexts(consumer, 1)).toEqual(['later'])
    expect(Date.now()).toBeGreaterThanOrEqual(due - 1_000)
  }),
]
