import { expect } from 'vitest'
import { afterRestart } from './behaviour.ts'
import { acknowledge, numbered, outgoing, sendAll, take, takeOnly, takeTexts, textsOf } from './traffic.ts'

/** What was confirmed outlives the broker's process, or the client's, where the broker lives elsewhere. */
export const restarting = [
  afterRestart('confirmed messages are there after a restart', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic)
    const sent = { key: 'k', properties: { größe: '1' }, eventTime: 1_700_000_000_000 }
    const receipts = await sendAll(await scene.produce(topic), numbered('m', 20), sent)
    await scene.restart()
    const came = await take(await scene.subscribe(topic), 20)
    expect(textsOf(came)).toEqual(numbered('m', 20))
    expect(came.map((delivery) => delivery.messageId)).toEqual(receipts)
    expect(came[7]).toMatchObject(sent)
  }),

  afterRestart('acknowledgements are kept over a restart, also those with gaps', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { type: 'Shared' })
    await sendAll(await scene.produce(topic), numbered('m', 8))
    const came = await take(consumer, 8)
    await acknowledge(
      consumer,
      came.filter((delivery) => !['m2', 'm5'].includes(textsOf([delivery])[0]!)),
    )
    await scene.restart()
    expect(textsOf(await takeOnly(await scene.subscribe(topic), 2)).sort()).toEqual(['m2', 'm5'])
  }),

  afterRestart('a subscription without consumers keeps its place over a restart', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic)
    await producer.send(outgoing('before'))
    await (await scene.subscribe(topic, { initialPosition: 'Latest' })).close()
    await producer.send(outgoing('after'))
    await scene.restart()
    expect(await takeTexts(await scene.subscribe(topic), 1)).toEqual(['after'])
  }),

  afterRestart('ids go on after a restart and never repeat', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic)
    const before = await sendAll(await scene.produce(topic), numbered('m', 3))
    await scene.restart()
    const after = await sendAll(await scene.produce(topic), numbered('n', 3))
    expect(new Set([...before, ...after]).size).toBe(6)
    expect(await takeTexts(await scene.subscribe(topic), 6)).toEqual([...numbered('m', 3), ...numbered('n', 3)])
  }),

  afterRestart('a partitioned topic is still partitioned after a restart', async (scene) => {
    const topic = scene.topic('partitioned')
    await scene.broker.admin().createTopic(topic, 3)
    await scene.restart()
    expect((await scene.broker.admin().topicStats(topic)).partitions).toBe(3)
  }),

  afterRestart('a reader finds its place after a restart by the id it saw', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    await sendAll(await scene.produce(topic), numbered('m', 6))
    const seen = await take(await scene.read(topic, 'earliest'), 4)
    await scene.restart()
    const reader = await scene.read(topic, { messageId: seen[3]!.messageId })
    expect(await takeTexts(reader, 2)).toEqual(['m4', 'm5'])
  }),
]
