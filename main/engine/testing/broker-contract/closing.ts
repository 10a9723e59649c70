import { expect } from 'vitest'
import type { Consumer, Delivery, Reader } from '../../ports.ts'
import { behaviour } from './behaviour.ts'
import { failureCode, numbered, outgoing, patience, sendAll, takeOnly, takeTexts, textsOf } from './traffic.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** What the pull resolves with; fails when it was not the closing that ended it. */
async function closedWithin(part: Consumer | Reader, pulled: Promise<readonly Delivery[]>, ms = 500) {
  const closedAt = Date.now()
  const closed = part.close()
  const came = await pulled
  expect(Date.now() - closedAt).toBeLessThan(ms)
  await closed
  return came
}

/** Waiting ends, nothing hangs, and what was confirmed is stored. */
export const closing = [
  behaviour('a pull without messages ends with an empty list after a while', async (scene) => {
    const consumer = await scene.subscribe(scene.topic())
    const startedAt = Date.now()
    expect(await consumer.pull(10)).toEqual([])
    expect(Date.now() - startedAt).toBeLessThan(patience)
  }),

  behaviour('a waiting pull gets a message as soon as it is sent', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    const pulled = takeTexts(consumer, 1)
    await pause(50)
    await producer.send(outgoing('x'))
    const sentAt = Date.now()
    expect(await pulled).toEqual(['x'])
    expect(Date.now() - sentAt).toBeLessThan(500)
  }),

  behaviour('a pull returns no more than it was asked for', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 10))
    expect((await consumer.pull(3)).length).toBeLessThanOrEqual(3)
  }),

  behaviour('closing a consumer wakes its waiting pull at once', async (scene) => {
    const consumer = await scene.subscribe(scene.topic())
    const pulled = consumer.pull(10)
    await pause(50)
    expect(await closedWithin(consumer, pulled)).toEqual([])
    expect(await consumer.pull(10)).toEqual([])
  }),

  behaviour('closing a reader wakes its waiting pull at once', async (scene) => {
    const reader = await scene.read(scene.topic(), 'earliest')
    const pulled = reader.pull(10)
    await pause(50)
    expect(await closedWithin(reader, pulled)).toEqual([])
    expect(await reader.pull(10)).toEqual([])
  }),

  behaviour('sending after close is refused', async (scene) => {
    const producer = await scene.produce(scene.topic())
    await producer.close()
    expect(await failureCode(producer.send(outgoing('x')))).toBe('SLUICE-BROKER-CLOSED')
  }),

  behaviour('flush waits until everything sent is confirmed', async (scene) => {
    const producer = await scene.produce(scene.topic())
    let confirmed = 0
    for (const text of numbered('m', 100)) void producer.send(outgoing(text)).then(() => (confirmed += 1))
    await producer.flush()
    expect(confirmed).toBe(100)
  }),

  behaviour(
    'every send is confirmed or refused when its producer closes, and the confirmed ones are stored',
    async (scene) => {
      const topic = scene.topic()
      const consumer = await scene.subscribe(topic)
      const producer = await scene.produce(topic)
      const sends = numbered('m', 100).map((text) => producer.send(outgoing(text)).then(() => text))
      const outcomes = Promise.allSettled(sends)
      await producer.close()
      const confirmed = (await outcomes).flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
      expect(await takeTexts(consumer, confirmed.length)).toEqual(confirmed)
    },
  ),

  behaviour('closing twice is harmless', async (scene) => {
    const topic = scene.topic()
    for (const part of [await scene.subscribe(topic), await scene.produce(topic), await scene.read(topic, 'latest')]) {
      await part.close()
      await part.close()
    }
  }),

  behaviour('closing a broker ends what was opened from it', async (scene) => {
    const broker = await scene.openAnother()
    const topic = scene.topic()
    const producer = await broker.produce({ topic })
    const options = { topics: [topic], subscription: 'sub', type: 'Exclusive', initialPosition: 'Earliest' } as const
    const pulled = (await broker.subscribe(options)).pull(10)
    await broker.close()
    expect(await pulled).toEqual([])
    expect(await failureCode(producer.send(outgoing('x')))).toBe('SLUICE-BROKER-CLOSED')
    expect(await failureCode(broker.subscribe(options))).toBe('SLUICE-BROKER-CLOSED')
  }),

  behaviour('a consumer that closes in the middle of a pull loses nothing', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic)
    const first = await scene.subscribe(topic)
    const pulled = first.pull(10)
    const sent = sendAll(producer, numbered('m', 20))
    await first.close()
    await Promise.all([pulled, sent])
    expect(textsOf(await takeOnly(await scene.subscribe(topic), 20))).toEqual(numbered('m', 20))
  }),
]
