import { expect } from 'vitest'
import { behaviour } from './behaviour.ts'
import { acknowledge, eventually, failureCode, numbered, outgoing, sendAll, take } from './traffic.ts'

/** Listing, creating and measuring topics. */
export const administration = [
  behaviour('a topic that was used is listed by its full name', async (scene) => {
    const topic = scene.topic()
    await scene.produce(topic)
    await eventually(async () => expect(await scene.broker.admin().listTopics()).toContain(topic))
  }),

  behaviour('topics are listed sorted, partitioned ones once', async (scene) => {
    const [plain, partitioned] = [scene.topic('z'), scene.topic('a')]
    await scene.broker.admin().createTopic(plain)
    await scene.broker.admin().createTopic(partitioned, 3)
    await scene.subscribe(partitioned)
    const listed = await scene.broker.admin().listTopics('public/default')
    expect(listed.filter((name) => name === plain || name.startsWith(partitioned))).toEqual([partitioned, plain])
    expect(listed).toEqual([...listed].sort())
  }),

  behaviour('creating a topic that exists is refused', async (scene) => {
    const topic = scene.topic()
    await scene.broker.admin().createTopic(topic)
    expect(await failureCode(scene.broker.admin().createTopic(topic))).toBe('SLUICE-TOPIC-EXISTS')
  }),

  behaviour('figures of a topic that does not exist are refused', async (scene) => {
    expect(await failureCode(scene.broker.admin().topicStats(scene.topic()))).toBe('SLUICE-TOPIC-NOT-FOUND')
  }),

  behaviour('the figures say how many partitions a topic has', async (scene) => {
    const [plain, partitioned] = [scene.topic(), scene.topic()]
    await scene.broker.admin().createTopic(plain)
    await scene.broker.admin().createTopic(partitioned, 4)
    expect(await scene.broker.admin().topicStats(plain)).toMatchObject({ topic: plain, partitions: 0 })
    expect(await scene.broker.admin().topicStats(partitioned)).toMatchObject({ topic: partitioned, partitions: 4 })
  }),

  behaviour('the backlog counts what was not acknowledged', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { type: 'Shared' })
    await sendAll(await scene.produce(topic, { batchingEnabled: false }), numbered('m', 10))
    const backlog = async () => (await scene.broker.admin().topicStats(topic)).subscriptions[0]!.backlog
    await eventually(async () => expect(await backlog()).toBe(10))
    await acknowledge(consumer, (await take(consumer, 10)).slice(0, 7))
    await eventually(async () => expect(await backlog()).toBe(3))
  }),

  behaviour('the figures name each subscription, its type and its consumers', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic, { subscription: 'one', type: 'Failover' })
    await scene.subscribe(topic, { subscription: 'two', type: 'KeyShared' })
    await scene.subscribe(topic, { subscription: 'two', type: 'KeyShared' })
    await eventually(async () => {
      const { subscriptions } = await scene.broker.admin().topicStats(topic)
      const figures = subscriptions.map(({ name, type, consumers }) => ({ name, type, consumers }))
      expect(figures.sort((a, b) => a.name.localeCompare(b.name))).toEqual([
        { name: 'one', type: 'Failover', consumers: 1 },
        { name: 'two', type: 'KeyShared', consumers: 2 },
      ])
    })
  }),

  behaviour('the figures grow with what is stored', async (scene) => {
    const topic = scene.topic()
    await scene.subscribe(topic)
    await (await scene.produce(topic)).send(outgoing(new Uint8Array(5_000)))
    await eventually(async () => {
      expect((await scene.broker.admin().topicStats(topic)).storageSize).toBeGreaterThanOrEqual(5_000)
    })
  }),
]
