import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { acknowledge, failureCode, numbered, sendAll, take, takeTexts, takeTogether, textsOf } from './traffic.ts'

/** The two types that hand every message to one consumer at a time, and go back all the way when one message fails. */
export const exclusiveAndFailover = [
  behaviour('Exclusive: a second consumer is refused', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic)
    expect(await failureCode(scene.subscribe(topic))).toBe('SLUICE-SUBSCRIPTION-BUSY')
  }),

  behaviour('a consumer of another type is refused while one is attached', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { type: 'Shared' })
    expect(await failureCode(scene.subscribe(topic, { type: 'Failover' }))).toBe('SLUICE-SUBSCRIPTION-BUSY')
  }),

  behaviour('the type is free again when no consumer is attached', async (scene) => {
    const topic = scene.topic()
    await (await scene.subscribe(topic, { type: 'Shared' })).close()
    const consumer = await scene.subscribe(topic, { type: 'Exclusive' })
    await sendAll(await scene.produce(topic), ['m'])
    expect(await takeTexts(consumer, 1)).toEqual(['m'])
  }),

  behaviour('Exclusive: a nack brings back every unacknowledged message, uncounted', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 5))
    const came = await take(consumer, 5)
    await acknowledge(consumer, [came[0]!])
    consumer.nack([came[3]!.id])
    const again = await take(consumer, 4)
    expect(textsOf(again)).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(again.map((delivery) => delivery.redeliveryCount)).toEqual([0, 0, 0, 0])
  }),

  behaviour('Failover: one consumer gets everything while the other stands by', async (scene) => {
    const topic = scene.topic()
    const pair = [
      await scene.subscribe(topic, { type: 'Failover', consumerName: 'a' }),
      await scene.subscribe(topic, { type: 'Failover', consumerName: 'b' }),
    ]
    await sendAll(await scene.produce(topic), numbered('m', 10))
    const came = await takeTogether(pair, 10)
    expect(came.map((deliveries) => deliveries.length).sort((a, b) => a - b)).toEqual([0, 10])
  }),

  behaviour('Failover: the next one takes over with what was not acknowledged', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic, { type: 'Failover', consumerName: 'a' })
    await sendAll(await scene.produce(topic), numbered('m', 4))
    const came = await take(first, 4)
    await acknowledge(first, came.slice(0, 2))
    const second = await scene.subscribe(topic, { type: 'Failover', consumerName: 'b' })
    await first.close()
    expect(await takeTexts(second, 2)).toEqual(['m2', 'm3'])
  }),

  behaviour('Failover: a nack brings back every unacknowledged message, uncounted', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { type: 'Failover' })
    await sendAll(await scene.produce(topic), numbered('m', 3))
    consumer.nack([(await take(consumer, 3))[2]!.id])
    const again = await take(consumer, 3)
    expect(textsOf(again)).toEqual(numbered('m', 3))
    expect(again.map((delivery) => delivery.redeliveryCount)).toEqual([0, 0, 0])
  }),

  behaviour('Exclusive: a message for later is handed out at once', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const sentAt = Date.now()
    await sendAll(await scene.produce(topic), ['later'], { deliverAt: sentAt + 60_000 })
    expect(await takeTexts(consumer, 1)).toEqual(['later'])
  }),
]
