import { expect } from 'vitest'
import type { Producer } from '../../ports.ts'
import { behaviour } from './behaviour.ts'
import type { Scene } from './scene.ts'
import { acknowledge, eventually, failureCode, numbered, outgoing, sendAll, take, takeTexts } from './traffic.ts'

/** A topic with ten messages, one by one so that each can be counted, and a subscription `sub` at their beginning without consumers. */
async function tenWaiting(scene: Scene): Promise<{ topic: string; ids: string[]; producer: Producer }> {
  const topic = scene.topic()
  await scene.broker.admin().createTopic(topic)
  await scene.broker.admin().createSubscription(topic, 'sub', 'earliest')
  const producer = await scene.produce(topic, { batchingEnabled: false })
  const ids: string[] = []
  for (const text of numbered('m', 10)) ids.push(await producer.send(outgoing(text)))
  return { topic, ids, producer }
}

/** Creating, moving and deleting topics and subscriptions. */
export const lookingAfter = [
  behaviour('topics are listed with the number of their partitions', async (scene) => {
    const [plain, partitioned] = [scene.topic('plain'), scene.topic('partitioned')]
    await scene.broker.admin().createTopic(plain)
    await scene.broker.admin().createTopic(partitioned, 3)
    const listed = await scene.broker.admin().topics()
    expect(listed.filter(({ topic }) => topic === plain || topic.startsWith(partitioned))).toEqual(
      [
        { topic: partitioned, partitions: 3 },
        { topic: plain, partitions: 0 },
      ].sort((a, b) => (a.topic < b.topic ? -1 : 1)),
    )
  }),

  behaviour('a broker tells its tenants, their namespaces, and how it is', async (scene) => {
    const admin = scene.broker.admin()
    expect(await admin.tenants()).toContain('public')
    expect(await admin.namespaces('public')).toContain('public/default')
    const facts = await admin.brokerFacts()
    expect(facts.transport).toBe(scene.broker.capabilities.transport)
    expect(facts.health).not.toBe('failing')
  }),

  behaviour('a deleted topic is gone with its messages and subscriptions', async (scene) => {
    const admin = scene.broker.admin()
    const { topic, producer } = await tenWaiting(scene)
    await producer.close()
    await eventually(async () => expect((await admin.topicStats(topic)).producers).toEqual([]))
    await admin.deleteTopic(topic)
    await eventually(async () => expect(await admin.listTopics()).not.toContain(topic))
    await admin.createTopic(topic)
    const { subscriptions } = await admin.topicStats(topic)
    expect(subscriptions).toEqual([])
    const reader = await scene.read(topic, 'earliest')
    await (await scene.produce(topic)).send(outgoing('new'))
    expect(await takeTexts(reader, 1)).toEqual(['new'])
  }),

  behaviour('a topic with partitions is deleted with all of them', async (scene) => {
    const admin = scene.broker.admin()
    const topic = scene.topic()
    await admin.createTopic(topic, 2)
    await admin.deleteTopic(topic)
    await eventually(async () => {
      expect((await admin.listTopics()).filter((name) => name.startsWith(topic))).toEqual([])
    })
  }),

  behaviour('a topic in use is deleted only by force', async (scene) => {
    const admin = scene.broker.admin()
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic)
    expect(await failureCode(admin.deleteTopic(topic))).toBe('SLUICE-TOPIC-BUSY')
    await consumer.close()
    await eventually(async () => admin.deleteTopic(topic, true))
  }),

  behaviour('deleting a topic that does not exist is refused', async (scene) => {
    expect(await failureCode(scene.broker.admin().deleteTopic(scene.topic()))).toBe('SLUICE-TOPIC-NOT-FOUND')
  }),

  behaviour('a subscription is created at either end, at a time, or at a message', async (scene) => {
    const admin = scene.broker.admin()
    const { topic, ids, producer } = await tenWaiting(scene)
    const reader = await scene.read(topic, 'earliest')
    const { publishTime } = (await take(reader, 10)).at(-1)!
    while (Date.now() <= publishTime + 1) await scene.broker.admin().listTopics()
    const later = Date.now()
    await sendAll(producer, ['later'])
    const starts = { whole: 'earliest', end: 'latest', since: { time: later }, there: { messageId: ids[6]! } } as const
    for (const [name, at] of Object.entries(starts)) await admin.createSubscription(topic, name, at)
    const backlogOf = async (name: string) => (await admin.backlog(topic, name)).messages
    await eventually(async () => {
      const names = Object.keys(starts)
      expect(await Promise.all(names.map(backlogOf))).toEqual([11, 0, 1, 5])
    })
  }),

  behaviour('a subscription that exists is not created again', async (scene) => {
    const admin = scene.broker.admin()
    const { topic } = await tenWaiting(scene)
    expect(await failureCode(admin.createSubscription(topic, 'sub', 'latest'))).toBe('SLUICE-SUBSCRIPTION-EXISTS')
  }),

  behaviour('a subscription is deleted, but while it is used only by force', async (scene) => {
    const admin = scene.broker.admin()
    const { topic } = await tenWaiting(scene)
    const consumer = await scene.subscribe(topic)
    expect(await failureCode(admin.deleteSubscription(topic, 'sub'))).toBe('SLUICE-SUBSCRIPTION-BUSY')
    await consumer.close()
    await eventually(() => admin.deleteSubscription(topic, 'sub', true))
    expect(await failureCode(admin.backlog(topic, 'sub'))).toBe('SLUICE-SUBSCRIPTION-NOT-FOUND')
    expect(await failureCode(admin.deleteSubscription(topic, 'sub'))).toBe('SLUICE-SUBSCRIPTION-NOT-FOUND')
  }),

  behaviour('seeking to a time brings messages again that were acknowledged', async (scene) => {
    const admin = scene.broker.admin()
    const { topic, producer } = await tenWaiting(scene)
    const consumer = await scene.subscribe(topic)
    const came = await take(consumer, 10)
    await acknowledge(consumer, came)
    await consumer.close()
    const { publishTime } = came.at(-1)!
    while (Date.now() <= publishTime + 1) await admin.listTopics()
    const then = Date.now()
    await sendAll(producer, ['eleventh'])
    const again = await scene.subscribe(topic)
    await acknowledge(again, await take(again, 1))
    await again.close()
    await eventually(async () => expect((await admin.backlog(topic, 'sub')).messages).toBe(0))
    expect(await admin.seek(topic, 'sub', { time: then })).toEqual({ before: 0, after: 1 })
    expect(await takeTexts(await scene.subscribe(topic), 1)).toEqual(['eleventh'])
  }),

  behaviour('seeking to a message makes it the next', async (scene) => {
    const { topic, ids } = await tenWaiting(scene)
    const { before, after } = await scene.broker.admin().seek(topic, 'sub', { messageId: ids[7]! })
    expect({ before, after }).toEqual({ before: 10, after: 3 })
    expect(await takeTexts(await scene.subscribe(topic), 3)).toEqual(['m7', 'm8', 'm9'])
  }),

  behaviour('seeking goes to either end', async (scene) => {
    const { topic } = await tenWaiting(scene)
    const admin = scene.broker.admin()
    expect(await admin.seek(topic, 'sub', 'latest')).toEqual({ before: 10, after: 0 })
    expect(await admin.seek(topic, 'sub', 'earliest')).toEqual({ before: 0, after: 10 })
  }),

  behaviour('a consumer that is attached gets messages again after a seek', async (scene) => {
    const { topic } = await tenWaiting(scene)
    const consumer = await scene.subscribe(topic, { type: 'Shared' })
    await acknowledge(consumer, await take(consumer, 10))
    await eventually(async () => expect((await scene.broker.admin().backlog(topic, 'sub')).messages).toBe(0))
    await scene.broker.admin().seek(topic, 'sub', 'earliest')
    expect((await takeTexts(consumer, 10)).sort()).toEqual(numbered('m', 10))
  }),

  behaviour('a message id that is none, or of another topic, is no place to seek to', async (scene) => {
    const { topic } = await tenWaiting(scene)
    const seek = scene.broker.admin().seek(topic, 'sub', { messageId: 'tomorrow' })
    expect(await failureCode(seek)).toBe('SLUICE-MESSAGE-ID')
  }),

  behaviour('skipping passes by the next messages', async (scene) => {
    const { topic } = await tenWaiting(scene)
    expect(await scene.broker.admin().skip(topic, 'sub', 4)).toEqual({ before: 10, after: 6 })
    expect(await takeTexts(await scene.subscribe(topic), 2)).toEqual(['m4', 'm5'])
  }),

  behaviour('skipping on a partitioned topic asks for one partition', async (scene) => {
    const admin = scene.broker.admin()
    const topic = scene.topic()
    await admin.createTopic(topic, 2)
    await admin.createSubscription(topic, 'sub', 'earliest')
    await sendAll(await scene.produce(`${topic}-partition-1`, { batchingEnabled: false }), numbered('m', 3))
    expect(await failureCode(admin.skip(topic, 'sub', 1))).toBe('SLUICE-ADMIN-UNSUPPORTED')
    expect(await admin.skip(`${topic}-partition-1`, 'sub', 1)).toEqual({ before: 3, after: 2 })
  }),

  behaviour('clearing the backlog passes by everything, and nothing that comes later', async (scene) => {
    const { topic, producer } = await tenWaiting(scene)
    expect(await scene.broker.admin().clearBacklog(topic, 'sub')).toEqual({ before: 10, after: 0 })
    await producer.send(outgoing('later'))
    expect(await takeTexts(await scene.subscribe(topic), 1)).toEqual(['later'])
  }),

  behaviour('messages older than a time to live are passed by', async (scene) => {
    const { topic, producer } = await tenWaiting(scene)
    const admin = scene.broker.admin()
    const sentAt = Date.now()
    while (Date.now() < sentAt + 2_100) await admin.listTopics()
    await producer.send(outgoing('young'))
    await eventually(async () => {
      await admin.expire(topic, 'sub', 2)
      expect((await admin.backlog(topic, 'sub')).messages).toBeLessThanOrEqual(1)
    })
  }),

  behaviour('a namespace keeps the time to live it was given, until that is taken away', async (scene) => {
    const admin = scene.broker.admin()
    const ttl = async () => (await admin.namespaceSettings('public/default')).messageTtlSeconds
    await admin.changeNamespace('public/default', { messageTtlSeconds: 86_400 })
    await eventually(async () => expect(await ttl()).toBe(86_400))
    await admin.changeNamespace('public/default', { messageTtlSeconds: null })
    await eventually(async () => expect(await ttl()).toBeNull())
  }),

  behaviour('the last message of each partition is told by its id', async (scene) => {
    const admin = scene.broker.admin()
    const { topic, ids } = await tenWaiting(scene)
    expect(await admin.lastMessageIds(topic)).toEqual([{ topic, messageId: ids.at(-1) }])
    const partitioned = scene.topic()
    await admin.createTopic(partitioned, 2)
    const id = await (await scene.produce(`${partitioned}-partition-1`)).send(outgoing('x'))
    const [first, second] = await admin.lastMessageIds(partitioned)
    expect(first).toEqual({ topic: `${partitioned}-partition-0`, messageId: null })
    // A producer of one partition may not know its number.
    expect(second!.messageId!.split(':').slice(0, 2)).toEqual(id.split(':').slice(0, 2))
  }),

  behaviour('the figures are told of each partition too', async (scene) => {
    const admin = scene.broker.admin()
    const topic = scene.topic()
    await admin.createTopic(topic, 2)
    await admin.createSubscription(topic, 'sub', 'earliest')
    await sendAll(await scene.produce(`${topic}-partition-1`, { batchingEnabled: false }), numbered('m', 3))
    const backlogs = async () => {
      const { parts, subscriptions } = await admin.topicStats(topic)
      return [...parts.map((part) => part.subscriptions[0]?.backlog ?? 0), subscriptions[0]?.backlog]
    }
    await eventually(async () => expect(await backlogs()).toEqual([0, 3, 3]))
  }),

  behaviour('the figures tell when a subscription was last acknowledged, and who gets everything', async (scene) => {
    const { topic } = await tenWaiting(scene)
    const consumer = await scene.subscribe(topic, { type: 'Failover', consumerName: 'first' })
    const before = Date.now()
    await acknowledge(consumer, await take(consumer, 10))
    await eventually(async () => {
      const [figures] = (await scene.broker.admin().topicStats(topic)).subscriptions
      expect(figures).toMatchObject({ activeConsumer: 'first', backlog: 0, unacked: 0 })
      expect(figures!.lastAckedAt).toBeGreaterThanOrEqual(before - 1_000)
      expect(figures!.lastConsumedAt).toBeGreaterThanOrEqual(before - 10_000)
      expect(figures!.attached[0]!.since).toBeGreaterThan(0)
    })
  }),

  behaviour('what is nacked of three sent together comes again, with or without the other two', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, { type: 'Shared' })
    await sendAll(await scene.produce(topic, { batchingMaxPublishDelayMs: 100 }), numbered('m', 3))
    const came = await take(consumer, 3)
    consumer.nack([came[1]!.id])
    await acknowledge(consumer, [came[0]!, came[2]!])
    const again: string[] = []
    while (!again.includes('m1')) again.push(...(await takeTexts(consumer, 1)))
    expect(again).toContain('m1')
  }),
]
