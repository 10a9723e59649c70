import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { eventually, failureCode, numbered, outgoing, sendAll, take, takeTexts } from './traffic.ts'

const large = 6 * 1024 * 1024

/** Who may write to a topic, and under what name. */
export const producers = [
  behaviour('a second producer of one name is refused until the first has closed', async (scene) => {
    const topic = scene.topic()
    const first = await scene.produce(topic, { producerName: 'only' })
    expect(await failureCode(scene.produce(topic, { producerName: 'only' }))).toBe('SLUICE-PRODUCER-BUSY')
    await first.send(outgoing('x'))
    await first.close()
    await eventually(async () => {
      const next = await scene.produce(topic, { producerName: 'only' })
      await next.send(outgoing('y'))
    })
  }),

  behaviour('producers of other names, or of none, share a topic', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    for (const producerName of ['a', 'b', undefined, undefined]) {
      const producer = await scene.produce(topic, producerName === undefined ? {} : { producerName })
      await producer.send(outgoing('x'))
    }
    expect(await takeTexts(consumer, 4)).toEqual(['x', 'x', 'x', 'x'])
  }),

  behaviour('the figures of a topic name its producers and consumers', async (scene) => {
    const topic = scene.topic()
    await scene.produce(topic, { producerName: 'writer' })
    await scene.subscribe(topic, { consumerName: 'reader' })
    await eventually(async () => {
      const { producers: writing, subscriptions } = await scene.broker.admin().topicStats(topic)
      expect(writing.map(({ name }) => name)).toEqual(['writer'])
      expect(subscriptions.flatMap(({ attached }) => attached.map(({ name }) => name))).toEqual(['reader'])
    })
  }),

  behaviour('the figures of a topic show the properties of its producers and consumers', async (scene) => {
    const topic = scene.topic()
    await scene.produce(topic, { properties: { team: 'orders' } })
    await scene.subscribe(topic, { properties: { team: 'audit' } })
    await eventually(async () => {
      const { producers: writing, subscriptions } = await scene.broker.admin().topicStats(topic)
      expect(writing.map(({ properties }) => properties)).toEqual([{ team: 'orders' }])
      const attached = subscriptions.flatMap((one) => one.attached)
      expect(attached.map(({ properties }) => properties)).toEqual([{ team: 'audit' }])
    })
  }),

  behaviour('Exclusive access is refused where another writes, and keeps others out', async (scene) => {
    const topic = scene.topic()
    const sharing = await scene.produce(topic)
    expect(await failureCode(scene.produce(topic, { accessMode: 'Exclusive' }))).toBe('SLUICE-PRODUCER-BUSY')
    await sharing.close()
    const alone = await scene.produce(topic, { accessMode: 'Exclusive' })
    expect(await failureCode(scene.produce(topic))).toBe('SLUICE-PRODUCER-BUSY')
    expect(await failureCode(scene.produce(topic, { accessMode: 'Exclusive' }))).toBe('SLUICE-PRODUCER-BUSY')
    await alone.close()
    await (await scene.produce(topic)).send(outgoing('x'))
  }),

  behaviour('WaitForExclusive waits until the topic is free', async (scene) => {
    const topic = scene.topic()
    const first = await scene.produce(topic)
    let isIn = false
    const waiting = scene.produce(topic, { accessMode: 'WaitForExclusive' }).then((producer) => {
      isIn = true
      return producer
    })
    await first.send(outgoing('x'))
    expect(isIn).toBe(false)
    await first.close()
    await (await waiting).send(outgoing('y'))
    expect(await failureCode(scene.produce(topic))).toBe('SLUICE-PRODUCER-BUSY')
  }),

  behaviour('ExclusiveWithFencing takes the topic over from whoever writes', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const first = await scene.produce(topic)
    await first.send(outgoing('x'))
    const second = await scene.produce(topic, { accessMode: 'ExclusiveWithFencing' })
    expect(await failureCode(first.send(outgoing('lost')))).toBe('SLUICE-PRODUCER-BUSY')
    await first.close()
    await second.send(outgoing('y'))
    expect(await takeTexts(consumer, 2)).toEqual(['x', 'y'])
  }),

  behaviour('messages compressed in any way, in batches, arrive unchanged', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const texts = numbered('compressible '.repeat(50), 10)
    for (const compressionType of ['None', 'LZ4', 'ZLIB', 'ZSTD', 'SNAPPY'] as const) {
      const options = { compressionType, batchingEnabled: true, batchingMaxMessages: 10, batchingMaxPublishDelayMs: 20 }
      await sendAll(await scene.produce(topic, options), texts)
      expect(await takeTexts(consumer, 10)).toEqual(texts)
    }
  }),

  behaviour('with chunking, a message beyond the broker’s limit arrives in one piece', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic, { chunkingEnabled: true, batchingEnabled: false })
    const bytes = Uint8Array.from({ length: large }, (_, index) => (index * 31) % 251)
    await producer.send(outgoing(bytes))
    expect(Buffer.from((await take(consumer, 1))[0]!.payload).equals(bytes)).toBe(true)
  }),

  behaviour('without chunking, such a message is refused, and those after it are not', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    expect(await failureCode(producer.send(outgoing(new Uint8Array(large))))).toBe('SLUICE-MESSAGE-TOO-LARGE')
    await producer.send(outgoing('x'))
    expect(await takeTexts(consumer, 1)).toEqual(['x'])
  }),
]
