import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Consumer, Delivery, SubscribeOptions } from '../../engine/ports.ts'
import { outgoing } from '../../engine/testing/broker-contract/traffic.ts'
import { failureOf } from '../testing/scene.ts'
import { silentLog } from '../testing/silent-log.ts'
import { type NativeScene, openNativeScene } from './testing/native-scene.ts'

let scene: NativeScene
const warnings: string[] = []

beforeEach(async () => {
  warnings.length = 0
  scene = await openNativeScene({ ...silentLog, warn: (message) => warnings.push(message) })
})
afterEach(() => scene.close())

const topic = 'persistent://public/default/orders'
const options: SubscribeOptions = {
  topics: [topic],
  subscription: 'audit',
  type: 'Exclusive',
  initialPosition: 'Earliest',
}

async function send(count: number, properties: Record<string, string> = {}): Promise<void> {
  const producer = await scene.broker.produce({ topic })
  await Promise.all(Array.from({ length: count }, (_, index) => producer.send(outgoing(`${index}`, { properties }))))
  await producer.close()
}

async function take(consumer: Consumer, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = []
  while (taken.length < count) taken.push(...(await consumer.pull(count - taken.length)))
  return taken
}

const ids = (deliveries: readonly Delivery[]) => deliveries.map(({ id }) => id)
const backlog = async () => (await scene.broker.admin().topicStats(topic)).subscriptions[0]?.backlog

describe('acknowledging', () => {
  it('costs one call for many messages in order where one reads alone', async () => {
    const consumer = await scene.broker.subscribe(options)
    await send(20)
    await consumer.ack(ids(await take(consumer, 20)))
    expect(scene.fake.calls).toMatchObject({ cumulative: 1, single: 0 })
    expect(await backlog()).toBe(0)
  })

  it('leaves what is not settled', async () => {
    const consumer = await scene.broker.subscribe({ ...options, type: 'Failover' })
    await send(5)
    const taken = await take(consumer, 5)
    await consumer.ack(ids(taken.filter((_, index) => index !== 2)))
    expect(scene.fake.calls).toMatchObject({ cumulative: 1, single: 2 })
    expect(await backlog()).toBe(1)
    await consumer.ack(ids(taken.slice(2, 3)))
    expect(await backlog()).toBe(0)
  })

  it('goes one by one where messages are divided among consumers', async () => {
    const consumer = await scene.broker.subscribe({ ...options, type: 'Shared' })
    await send(5)
    await consumer.ack(ids(await take(consumer, 5)))
    expect(scene.fake.calls).toMatchObject({ cumulative: 0, single: 5 })
  })
})

describe('a message with a property that the client cannot read', () => {
  it('comes without properties, and the log says so once', async () => {
    const consumer = await scene.broker.subscribe(options)
    await send(2, { length: 'abc', other: 'x' })
    const taken = await take(consumer, 2)
    expect(taken.map(({ properties }) => properties)).toEqual([{}, {}])
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(taken[0]!.messageId)
  })
})

describe('what is sent', () => {
  it('waits here when more is under way than the client takes', async () => {
    const producer = await scene.broker.produce({ topic, maxPendingMessages: 2 })
    const sends = Array.from({ length: 50 }, (_, index) => producer.send(outgoing(`${index}`)))
    expect(new Set(await Promise.all(sends)).size).toBe(50)
  })

  it.each([{ key: 'a\0b' }, { orderingKey: '\0' }, { properties: { a: 'x\0' } }])(
    'is refused rather than cut: %j',
    async (parts) => {
      const producer = await scene.broker.produce({ topic })
      expect((await failureOf(producer.send(outgoing('x', parts)))).code).toBe('SLUICE-SEND-REFUSED')
    },
  )
})

describe('clients', () => {
  it('are one for consumers and producers, one for each reader, and all closed with the broker', async () => {
    expect(scene.fake.open.size).toBe(0)
    await scene.broker.subscribe(options)
    await scene.broker.produce({ topic })
    expect(scene.fake.open.size).toBe(1)
    const reader = await scene.broker.read({ topic, from: 'earliest' })
    expect(scene.fake.open.size).toBe(2)
    await reader.close()
    expect(scene.fake.open.size).toBe(1)
    await scene.broker.read({ topic, from: 'earliest' })
    await scene.broker.close()
    expect(scene.fake.open.size).toBe(0)
  })

  it('of a reader that cannot be opened are closed', async () => {
    expect((await failureOf(scene.broker.read({ topic, from: { messageId: 'x' } }))).code).toBe('SLUICE-MESSAGE-ID')
    expect(scene.fake.open.size).toBe(0)
  })

  it('get one log handler for the process', async () => {
    await scene.broker.produce({ topic })
    await scene.broker.read({ topic, from: 'latest' })
    expect(scene.fake.calls.logHandlers).toBe(1)
  })
})

describe('a reader that nobody pulls from', () => {
  it('holds its window and no more, and closes all the same', async () => {
    await scene.broker.subscribe(options)
    await send(20)
    const reader = await scene.broker.read({ topic, from: 'earliest', receiverQueueSize: 3 })
    const taken: Delivery[] = []
    while (taken.length < 7) taken.push(...(await reader.pull(1)))
    expect(taken.map(({ payload }) => Buffer.from(payload).toString())).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    await reader.close()
    expect(await reader.pull(10)).toEqual([])
  })
})
