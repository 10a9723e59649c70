import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import {
  acknowledge,
  failureCode,
  numbered,
  outgoing,
  sendAll,
  take,
  takeOnly,
  takeTexts,
  textsOf,
  whatComesWithin,
} from './traffic.ts'

/** A subscription is a place in the topic: it has a beginning, remembers what was acknowledged, outlives its consumers. */
export const subscriptions = [
  behaviour('a new subscription at Latest gets only what is sent afterwards', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic)
    await producer.send(outgoing('before'))
    const consumer = await scene.subscribe(topic, { initialPosition: 'Latest' })
    await producer.send(outgoing('after'))
    expect(await takeTexts(consumer, 1)).toEqual(['after'])
  }),

  behaviour('a new subscription at Earliest gets what is stored', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    await sendAll(await scene.produce(topic), numbered('m', 3))
    expect(await takeTexts(await scene.subscribe(topic), 3)).toEqual(numbered('m', 3))
  }),

  behaviour('an existing subscription ignores the initial position', async (scene) => {
    const topic = scene.topic()
    await (await scene.subscribe(topic)).close()
    await (await scene.produce(topic)).send(outgoing('kept'))
    const consumer = await scene.subscribe(topic, { initialPosition: 'Latest' })
    expect(await takeTexts(consumer, 1)).toEqual(['kept'])
  }),

  behaviour('each subscription gets every message', async (scene) => {
    const topic = scene.topic()
    const consumers = [await scene.subscribe(topic), await scene.subscribe(topic, { subscription: 'other' })]
    await sendAll(await scene.produce(topic), numbered('m', 5))
    for (const consumer of consumers) expect(await takeTexts(consumer, 5)).toEqual(numbered('m', 5))
  }),

  behaviour('messages sent while no consumer is there wait for the next one', async (scene) => {
    const topic = scene.topic()
    await (await scene.subscribe(topic)).close()
    await sendAll(await scene.produce(topic), numbered('m', 10))
    expect(await takeTexts(await scene.subscribe(topic), 10)).toEqual(numbered('m', 10))
  }),

  behaviour('what was acknowledged does not come again', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic)
    const producer = await scene.produce(topic)
    await sendAll(producer, numbered('m', 5))
    await acknowledge(first, await take(first, 5))
    await first.close()
    await producer.send(outgoing('next'))
    const second = await scene.subscribe(topic)
    expect(textsOf(await takeOnly(second, 1))).toEqual(['next'])
  }),

  behaviour('what was not acknowledged comes again, in order', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 5))
    await take(first, 5)
    await first.close()
    expect(await takeTexts(await scene.subscribe(topic), 5)).toEqual(numbered('m', 5))
  }),

  behaviour('acknowledging in any order leaves exactly the others', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 6))
    const came = await take(first, 6)
    await acknowledge(first, [came[4]!, came[0]!, came[2]!])
    await first.close()
    const second = await scene.subscribe(topic)
    expect(textsOf(await takeOnly(second, 3))).toEqual(['m1', 'm3', 'm5'])
  }),

  behaviour('acknowledging twice, or nothing, is harmless', async (scene) => {
    const topic = scene.topic()
    const first = await scene.subscribe(topic)
    await sendAll(await scene.produce(topic), numbered('m', 2))
    const came = await take(first, 2)
    await acknowledge(first, [came[0]!, came[0]!])
    await acknowledge(first, [came[0]!])
    await acknowledge(first, [])
    await first.close()
    expect(textsOf(await takeOnly(await scene.subscribe(topic), 1))).toEqual(['m1'])
  }),

  behaviour('acknowledgements on several topics each reach their own', async (scene) => {
    const topics = [scene.topic('a'), scene.topic('b')]
    const first = await scene.subscribe(topics)
    for (const topic of topics) await sendAll(await scene.produce(topic), [`${topic} 0`, `${topic} 1`])
    const came = await take(first, 4)
    const kept = [`${topics[0]} 1`, `${topics[1]} 0`]
    await acknowledge(
      first,
      came.filter((_, index) => !kept.includes(textsOf(came)[index]!)),
    )
    await first.close()
    const second = await scene.subscribe(topics)
    expect(textsOf(await takeOnly(second, 2)).sort()).toEqual([...kept].sort())
  }),

  behaviour('topics added to a consumer are read like those it began with', async (scene) => {
    const [first, second] = [scene.topic('first'), scene.topic('second')]
    const consumer = await scene.subscribe(first)
    await consumer.add([second], 'Latest')
    await sendAll(await scene.produce(first), ['first'])
    const came = await take(consumer, 1)
    await sendAll(await scene.produce(second), ['second'])
    came.push(...(await take(consumer, 1)))
    expect(came.map(({ topic }) => topic)).toEqual([first, second])
    await acknowledge(consumer, came)
    await consumer.close()
    expect(textsOf(await whatComesWithin(await scene.subscribe([first, second])))).toEqual([])
  }),

  behaviour('a topic that is added at Earliest is read from its first stored message', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'keeps-them' })
    await sendAll(await scene.produce(topic), numbered('m', 3))
    const consumer = await scene.subscribe([], { initialPosition: 'Latest' })
    expect(await whatComesWithin(consumer, 100)).toEqual([])
    await consumer.add([topic], 'Earliest')
    expect(await takeTexts(consumer, 3)).toEqual(numbered('m', 3))
  }),

  behaviour('a topic that is added twice is read once', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    await consumer.add([topic], 'Earliest')
    await sendAll(await scene.produce(topic), numbered('m', 3))
    expect(textsOf(await takeOnly(consumer, 3))).toEqual(numbered('m', 3))
  }),

  behaviour('a topic that cannot be added leaves the consumer as it was', async (scene) => {
    const topic = scene.topic()
    const taken = scene.topic('taken')
    await scene.subscribe(taken)
    const consumer = await scene.subscribe(topic)
    expect(await failureCode(consumer.add([taken], 'Latest'))).toBe('SLUICE-SUBSCRIPTION-BUSY')
    await sendAll(await scene.produce(taken), ['for the other'])
    await sendAll(await scene.produce(topic), ['x'])
    expect(textsOf(await takeOnly(consumer, 1))).toEqual(['x'])
  }),

  behaviour('the same subscription name on two topics is two subscriptions', async (scene) => {
    const [left, right] = [scene.topic('left'), scene.topic('right')]
    const consumer = await scene.subscribe(left)
    await (await scene.produce(right)).send(outgoing('right'))
    await (await scene.produce(left)).send(outgoing('left'))
    expect(textsOf(await takeOnly(consumer, 1))).toEqual(['left'])
  }),
]
