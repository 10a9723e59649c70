import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import type { Scene } from './scene.ts'
import { acknowledge, numbered, outgoing, sendAll, take, takeOnly, textOf, textsOf } from './traffic.ts'

async function partitionedTopic(scene: Scene, partitions: number): Promise<string> {
  const topic = scene.topic('partitioned')
  await scene.broker.admin().createTopic(topic, partitions)
  return topic
}

/** Of five, as Pulsar's own producers choose them. */
const expectedPartitions = {
  JavaStringHash: { orders: 2, 'ключ 🔑': 3, 'customer-17': 0 },
  Murmur3_32Hash: { orders: 4, 'ключ 🔑': 2, 'customer-17': 0 },
}

/** A partitioned topic is several topics under one name: order and place of a message follow from its key. */
export const partitions = [
  behaviour('messages of one key share a partition and keep their order', async (scene) => {
    const topic = await partitionedTopic(scene, 3)
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    const keys = numbered('key-', 7)
    const sends = numbered('', 10).flatMap((round) => keys.map((key) => producer.send(outgoing(round, { key }))))
    await Promise.all(sends)
    const came = await take(consumer, 70)
    for (const key of keys) {
      const ofKey = came.filter((delivery) => delivery.key === key)
      expect(ofKey.map(textOf)).toEqual(numbered('', 10))
      expect(new Set(ofKey.map((delivery) => delivery.topic)).size).toBe(1)
    }
  }),

  behaviour('a delivery names the partition it came from', async (scene) => {
    const topic = await partitionedTopic(scene, 2)
    const consumer = await scene.subscribe(topic)
    await (await scene.produce(topic)).send(outgoing('x', { key: 'k' }))
    const [delivery] = await take(consumer, 1)
    expect([`${topic}-partition-0`, `${topic}-partition-1`]).toContain(delivery!.topic)
  }),

  behaviour('the key hash that was asked for chooses the partition', async (scene) => {
    const topic = await partitionedTopic(scene, 5)
    const consumer = await scene.subscribe(topic)
    for (const hashingScheme of ['JavaStringHash', 'Murmur3_32Hash'] as const) {
      const producer = await scene.produce(topic, { hashingScheme })
      for (const key of ['orders', 'ключ 🔑', 'customer-17']) await producer.send(outgoing(hashingScheme, { key }))
    }
    await (await scene.produce(topic)).send(outgoing('default', { key: 'orders' }))
    const came = await take(consumer, 7)
    const places = Map.groupBy(came, textOf)
    const partitionsOf = (text: string) =>
      Object.fromEntries(places.get(text)!.map(({ key, topic: at }) => [key, Number(at.at(-1))]))
    expect(partitionsOf('JavaStringHash')).toEqual(expectedPartitions.JavaStringHash)
    expect(partitionsOf('Murmur3_32Hash')).toEqual(expectedPartitions.Murmur3_32Hash)
    expect(partitionsOf('default')).toEqual({ orders: expectedPartitions.Murmur3_32Hash.orders })
  }),

  behaviour('messages without a key are spread over the partitions', async (scene) => {
    const topic = await partitionedTopic(scene, 3)
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic, { messageRoutingMode: 'RoundRobin', batchingEnabled: false })
    for (const text of numbered('m', 9)) await producer.send(outgoing(text))
    const came = await take(consumer, 9)
    expect(new Set(came.map((delivery) => delivery.topic)).size).toBe(3)
  }),

  behaviour('SinglePartition keeps messages without a key together, in order', async (scene) => {
    const topic = await partitionedTopic(scene, 3)
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic, { messageRoutingMode: 'SinglePartition' })
    await sendAll(producer, numbered('m', 9))
    const came = await take(consumer, 9)
    expect(textsOf(came)).toEqual(numbered('m', 9))
    expect(new Set(came.map((delivery) => delivery.topic)).size).toBe(1)
  }),

  behaviour('acknowledgements on partitions are kept', async (scene) => {
    const topic = await partitionedTopic(scene, 3)
    const first = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    await Promise.all(numbered('m', 12).map((text) => producer.send(outgoing(text, { key: text }))))
    const came = await take(first, 12)
    await acknowledge(first, came.slice(0, 10))
    await first.close()
    const again = await takeOnly(await scene.subscribe(topic), 2)
    expect(textsOf(again).sort()).toEqual(textsOf(came.slice(10)).sort())
  }),

  behaviour('one partition can be read by its own name', async (scene) => {
    const topic = await partitionedTopic(scene, 2)
    const producer = await scene.produce(topic)
    const whole = await scene.subscribe(topic, { subscription: 'whole' })
    await Promise.all(numbered('m', 20).map((text) => producer.send(outgoing(text, { key: text }))))
    const expected = (await take(whole, 20)).filter((delivery) => delivery.topic.endsWith('-partition-1'))
    const one = await scene.subscribe(`${topic}-partition-1`, { subscription: 'one' })
    expect(textsOf(await takeOnly(one, expected.length))).toEqual(textsOf(expected))
  }),

  behaviour('no two messages of a partitioned topic share an id', async (scene) => {
    const topic = await partitionedTopic(scene, 3)
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    const receipts = await Promise.all(numbered('m', 30).map((key) => producer.send(outgoing(key, { key }))))
    expect(new Set(receipts).size).toBe(30)
    const came = await take(consumer, 30)
    expect(came.map((delivery) => delivery.messageId).sort()).toEqual([...receipts].sort())
  }),
]
