import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { failureCode, outgoing, sendAll, takeOnly, takeTexts, textsOf } from './traffic.ts'

/** A reader of a compacted topic gets the last word on each key. */
export const compaction = [
  behaviour(
    'readCompacted gives the newest stored message of each key, in order, and all that come later',
    async (scene) => {
      const topic = scene.topic()
      const producer = await scene.produce(topic)
      await scene.subscribe(topic, { subscription: 'keeps-them' })
      for (const [key, text] of [
        ['a', 'a1'],
        ['b', 'b1'],
        ['a', 'a2'],
        ['c', 'c1'],
        ['b', ''],
      ] as const) {
        await producer.send(outgoing(text, { key }))
      }
      await sendAll(producer, ['without a key'])
      const consumer = await scene.subscribe(topic, { readCompacted: true })
      expect(await takeTexts(consumer, 3)).toEqual(['a2', 'c1', 'without a key'])
      await producer.send(outgoing('a3', { key: 'a' }))
      await producer.send(outgoing('a4', { key: 'a' }))
      expect(await takeTexts(consumer, 2)).toEqual(['a3', 'a4'])
    },
  ),

  behaviour('readCompacted leaves other subscriptions as they are', async (scene) => {
    const topic = scene.topic()
    const other = await scene.subscribe(topic, { subscription: 'all' })
    await sendAll(await scene.produce(topic), ['1', '2', '3'], { key: 'k' })
    const compacted = await scene.subscribe(topic, { readCompacted: true })
    expect(textsOf(await takeOnly(compacted, 1))).toEqual(['3'])
    expect(await takeTexts(other, 3)).toEqual(['1', '2', '3'])
  }),

  behaviour('readCompacted is refused where messages are divided among consumers', async (scene) => {
    const refused = scene.subscribe(scene.topic(), { type: 'Shared', readCompacted: true })
    expect(await failureCode(refused)).toBe('SLUICE-BROKER-REFUSED')
  }),
]
