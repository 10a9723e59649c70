import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { failureCode, numbered, outgoing, sendAll, take, takeTexts, textsOf, whatComesWithin } from './traffic.ts'

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A reader looks and leaves no trace. In these tests a subscription keeps the messages, as Pulsar asks for. */
export const readers = [
  behaviour('a reader from earliest sees every stored message, in order, and goes on', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    const producer = await scene.produce(topic)
    await sendAll(producer, numbered('m', 5))
    const reader = await scene.read(topic, 'earliest')
    expect(await takeTexts(reader, 5)).toEqual(numbered('m', 5))
    await producer.send(outgoing('next'))
    expect(await takeTexts(reader, 1)).toEqual(['next'])
  }),

  behaviour('a reader takes nothing from a subscription', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 5))
    await take(await scene.read(topic, 'earliest'), 5)
    expect(await takeTexts(consumer, 5)).toEqual(numbered('m', 5))
  }),

  behaviour('a reader from latest sees only what is sent afterwards', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic)
    await producer.send(outgoing('before'))
    const reader = await scene.read(topic, 'latest')
    await producer.send(outgoing('after'))
    expect(await takeTexts(reader, 1)).toEqual(['after'])
  }),

  behaviour('a reader from a message id begins with the message after it', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    const receipts = await sendAll(await scene.produce(topic), numbered('m', 5))
    const reader = await scene.read(topic, { messageId: receipts[1]! })
    expect(await takeTexts(reader, 3)).toEqual(['m2', 'm3', 'm4'])
  }),

  behaviour('a reader from the id of the last message waits for the next', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    const producer = await scene.produce(topic)
    const receipts = await sendAll(producer, numbered('m', 2))
    const reader = await scene.read(topic, { messageId: receipts[1]! })
    await producer.send(outgoing('next'))
    expect(await takeTexts(reader, 1)).toEqual(['next'])
  }),

  behaviour('a reader from a time begins with the first message published at or after it', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    const producer = await scene.produce(topic)
    await sendAll(producer, ['early 0', 'early 1'])
    await pause(60)
    const time = Date.now()
    await pause(60)
    await sendAll(producer, ['late 0', 'late 1'])
    expect(await takeTexts(await scene.read(topic, { time }), 2)).toEqual(['late 0', 'late 1'])
  }),

  behaviour('a text that is no message id is refused', async (scene) => {
    const topic = scene.topic()
    await scene.produce(topic)
    expect(await failureCode(scene.read(topic, { messageId: 'yesterday' }))).toBe('SLUICE-MESSAGE-ID')
  }),

  behaviour('readers side by side see the same', async (scene) => {
    const topic = scene.topic()
    const pair = [await scene.read(topic, 'earliest'), await scene.read(topic, 'earliest')]
    await sendAll(await scene.produce(topic), numbered('m', 10))
    for (const reader of pair) expect(await takeTexts(reader, 10)).toEqual(numbered('m', 10))
  }),

  behaviour('a reader of an empty topic waits, and sees the first message', async (scene) => {
    const topic = scene.topic()
    const reader = await scene.read(topic, 'earliest')
    expect(await whatComesWithin(reader, 300)).toEqual([])
    await (await scene.produce(topic)).send(outgoing('first'))
    expect(await takeTexts(reader, 1)).toEqual(['first'])
  }),

  behaviour('a reader sees key, properties, times, id and topic as a consumer does', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const reader = await scene.read(topic, 'earliest')
    const sent = { key: 'k', properties: { a: '1' }, eventTime: 1_700_000_000_000 }
    await (await scene.produce(topic)).send(outgoing('x', sent))
    const { id: _, ...seen } = (await take(reader, 1))[0]!
    expect((await take(consumer, 1))[0]).toMatchObject({ ...seen, payload: expect.anything() })
    expect(seen).toMatchObject({ ...sent, topic })
  }),

  behaviour('a reader of a partitioned topic sees all partitions', async (scene) => {
    const topic = scene.topic('partitioned')
    await scene.broker.admin().createTopic(topic, 3)
    const reader = await scene.read(topic, 'earliest')
    const producer = await scene.produce(topic)
    await Promise.all(numbered('m', 12).map((text) => producer.send(outgoing(text, { key: text }))))
    expect(textsOf(await take(reader, 12)).sort()).toEqual(numbered('m', 12).sort())
  }),
]
