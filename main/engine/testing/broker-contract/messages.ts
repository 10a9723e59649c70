import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { failureCode, numbered, outgoing, sendAll, take, takeTexts, textsOf } from './traffic.ts'

/** A message arrives as it was sent, once, in order, under an id of its own. */
export const messages = [
  behaviour('messages arrive in the order they were sent', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 20))
    expect(await takeTexts(consumer, 20)).toEqual(numbered('m', 20))
  }),

  behaviour('5,000 messages sent without waiting arrive in order', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 5_000))
    expect(await takeTexts(consumer, 5_000)).toEqual(numbered('m', 5_000))
  }),

  behaviour('ten producers at once each keep their order', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const producers = await Promise.all(numbered('p', 10).map(() => scene.produce(topic)))
    await Promise.all(producers.map((producer, index) => sendAll(producer, numbered(`${index}-`, 50))))
    const came = await takeTexts(consumer, 500)
    for (let index = 0; index < 10; index += 1) {
      expect(came.filter((text) => text.startsWith(`${index}-`))).toEqual(numbered(`${index}-`, 50))
    }
  }),

  behaviour('properties, key and event time arrive unchanged', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const sent = { key: 'k-1', properties: { a: '1', 'b.c': '' }, eventTime: 1_700_000_000_123 }
    await (await scene.produce(topic)).send(outgoing('x', sent))
    expect((await take(consumer, 1))[0]).toMatchObject(sent)
  }),

  behaviour('what was not set arrives as not set', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await (await scene.produce(topic)).send(outgoing('x'))
    const [delivery] = await take(consumer, 1)
    expect(delivery).toMatchObject({
      key: null,
      orderingKey: null,
      eventTime: null,
      properties: {},
      redeliveryCount: 0,
    })
  }),

  behaviour('an ordering key arrives unchanged, beside the key', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await (await scene.produce(topic)).send(outgoing('x', { key: 'customer', orderingKey: 'order' }))
    expect((await take(consumer, 1))[0]).toMatchObject({ key: 'customer', orderingKey: 'order' })
  }),

  behaviour('an empty payload arrives empty', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await (await scene.produce(topic)).send(outgoing(''))
    expect((await take(consumer, 1))[0]!.payload).toHaveLength(0)
  }),

  behaviour('every value of a byte arrives unchanged', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const bytes = Uint8Array.from({ length: 512 }, (_, index) => index % 256)
    await (await scene.produce(topic)).send(outgoing(bytes))
    expect([...(await take(consumer, 1))[0]!.payload]).toEqual([...bytes])
  }),

  behaviour('a payload of 700,000 bytes arrives unchanged', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const bytes = Uint8Array.from({ length: 700_000 }, (_, index) => (index * 31) % 251)
    await (await scene.produce(topic)).send(outgoing(bytes))
    expect(Buffer.from((await take(consumer, 1))[0]!.payload).equals(bytes)).toBe(true)
  }),

  behaviour('keys, properties and payloads may be in any script', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const sent = { key: 'ключ 🔑', properties: { größe: 'très grand', 名前: '注文 "\\\n' } }
    await (await scene.produce(topic)).send(outgoing('água 水 🌊', sent))
    const came = await take(consumer, 1)
    expect(came[0]).toMatchObject(sent)
    expect(textsOf(came)).toEqual(['água 水 🌊'])
  }),

  behaviour('topics and subscriptions may be named in any script', async (scene) => {
    const topic = scene.topic('Größe 注文 %25')
    const consumer = await scene.subscribe(topic, { subscription: 'Prüfung 検査' })
    await (await scene.produce(topic)).send(outgoing('x'))
    expect((await take(consumer, 1))[0]!.topic).toBe(topic)
  }),

  behaviour('no two messages share an id, and the receipt names the id that arrives', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const receipts = await sendAll(await scene.produce(topic), numbered('m', 200))
    const came = await take(consumer, 200)
    expect(new Set(receipts).size).toBe(200)
    expect(came.map((delivery) => delivery.messageId)).toEqual(receipts)
  }),

  behaviour('the publish time is the time of sending', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    const before = Date.now()
    await (await scene.produce(topic)).send(outgoing('x'))
    const { publishTime } = (await take(consumer, 1))[0]!
    expect(publishTime).toBeGreaterThanOrEqual(before - 50)
    expect(publishTime).toBeLessThanOrEqual(Date.now() + 50)
  }),

  behaviour('the short and the full name are one topic', async (scene) => {
    const topic = scene.topic()
    const short = topic.slice(topic.lastIndexOf('/') + 1)
    const consumer = await scene.subscribe(short)
    const producer = await scene.produce(`public/default/${short}`)
    await producer.send(outgoing('x'))
    expect(producer.topic).toBe(topic)
    expect((await take(consumer, 1))[0]!.topic).toBe(topic)
  }),

  behaviour('one consumer of several topics gets the messages of all, each under its topic', async (scene) => {
    const topics = [scene.topic('a'), scene.topic('b')]
    const consumer = await scene.subscribe(topics)
    for (const topic of topics) await (await scene.produce(topic)).send(outgoing(topic))
    const came = await take(consumer, 2)
    expect(textsOf(came).sort()).toEqual([...topics].sort())
    for (const [index, text] of textsOf(came).entries()) expect(came[index]!.topic).toBe(text)
  }),

  behaviour('a text that is no topic name is refused', async (scene) => {
    expect(await failureCode(scene.subscribe('a/b'))).toBe('SLUICE-TOPIC-NAME')
    expect(await failureCode(scene.produce(''))).toBe('SLUICE-TOPIC-NAME')
    expect(await failureCode(scene.read('kafka://a/b/c', 'earliest'))).toBe('SLUICE-TOPIC-NAME')
  }),
]
