import { expect } from 'vitest'
import type { Consumer, Delivery, Producer } from '../../ports.ts'
import { behaviour } from './behaviour.ts'
import {
  acknowledge,
  failureCode,
  numbered,
  outgoing,
  take,
  takeOnly,
  takeTogether,
  textOf,
  whatComesWithin,
} from './traffic.ts'

const keyShared = { type: 'KeyShared' } as const
const within = (start: number, end: number) =>
  ({ ...keyShared, keySharing: { ranges: [{ start, end }], allowOutOfOrder: false } }) as const
const keys = numbered('key-', 16)

/** `rounds` messages for each key, numbered through from `start`. */
async function sendRounds(producer: Producer, rounds: number, start = 0): Promise<void> {
  const sends: Promise<string>[] = []
  for (let round = start; round < start + rounds; round += 1) {
    for (const key of keys) sends.push(producer.send(outgoing(String(round), { key })))
  }
  await Promise.all(sends)
}

/** Acknowledges everything that comes, into `seen`, until the time is over. */
async function workThrough(consumer: Consumer, seen: Delivery[], ms: number): Promise<void> {
  const deadline = Date.now() + ms
  while (Date.now() < deadline) {
    const came = await consumer.pull(10)
    seen.push(...came)
    await acknowledge(consumer, came)
  }
}

/** Rounds in the order they were seen, by key. */
function roundsByKey(seen: readonly Delivery[]): Record<string, number[]> {
  const rounds: Record<string, number[]> = {}
  for (const delivery of seen) {
    const ofKey = rounds[delivery.key!] ?? []
    rounds[delivery.key!] = ofKey
    ofKey.push(Number(textOf(delivery)))
  }
  return rounds
}

const allRounds = (count: number) =>
  Object.fromEntries(keys.map((key) => [key, Array.from({ length: count }, (_, round) => round)]))

/** Messages are divided among consumers by key, and no key is ever in two hands. */
export const keySharedType = [
  behaviour('KeyShared: each key has one owner, and both consumers own some', async (scene) => {
    const topic = scene.topic()
    const pair = [await scene.subscribe(topic, keyShared), await scene.subscribe(topic, keyShared)]
    await sendRounds(await scene.produce(topic, { batchingEnabled: false }), 5)
    const came = await takeTogether(pair, 5 * keys.length)
    const owned = came.map((deliveries) => new Set(deliveries.map((delivery) => delivery.key!)))
    expect(owned[0]!.size + owned[1]!.size).toBe(keys.length)
    expect(owned[0]!.size * owned[1]!.size).toBeGreaterThan(0)
    for (const deliveries of came) {
      for (const rounds of Object.values(roundsByKey(deliveries))) expect(rounds).toEqual([0, 1, 2, 3, 4])
    }
  }),

  behaviour('KeyShared: a key in the hands of one consumer is not given to one that joins', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic, { batchingEnabled: false })
    const first = await scene.subscribe(topic, keyShared)
    await sendRounds(producer, 1)
    const held = await take(first, keys.length)
    const joining = await scene.subscribe(topic, keyShared)
    await sendRounds(producer, 1, 1)
    expect(await whatComesWithin(joining, 1_000)).toEqual([])
    await acknowledge(first, held)
    const released = await takeTogether([joining, first], keys.length)
    expect(roundsByKey(released.flat())).toEqual(Object.fromEntries(keys.map((key) => [key, [1]])))
  }),

  behaviour('KeyShared: the order of each key survives consumers that join and leave', async (scene) => {
    const topic = scene.topic()
    const producer = await scene.produce(topic, { batchingEnabled: false })
    const seen: Delivery[] = []
    const first = await scene.subscribe(topic, keyShared)
    await sendRounds(producer, 10)
    const work = workThrough(first, seen, 4_000)
    const second = await scene.subscribe(topic, keyShared)
    await sendRounds(producer, 10, 10)
    await workThrough(second, seen, 1_000)
    await second.close()
    await sendRounds(producer, 10, 20)
    await work
    expect(roundsByKey(seen)).toEqual(allRounds(30))
  }),

  behaviour(
    'KeyShared: the keys of a leaving consumer go on with the others, from the first unacknowledged',
    async (scene) => {
      const topic = scene.topic()
      const producer = await scene.produce(topic, { batchingEnabled: false })
      const leaving = await scene.subscribe(topic, keyShared)
      await sendRounds(producer, 3)
      const came = await take(leaving, keys.length * 3)
      await acknowledge(
        leaving,
        came.filter((delivery) => textOf(delivery) === '0'),
      )
      const staying = await scene.subscribe(topic, keyShared)
      await leaving.close()
      const again = await take(staying, keys.length * 2)
      expect(roundsByKey(again)).toEqual(Object.fromEntries(keys.map((key) => [key, [1, 2]])))
    },
  ),

  behaviour('KeyShared: a nack brings back only that message, counted', async (scene) => {
    const topic = scene.topic()
    const consumer = await scene.subscribe(topic, keyShared)
    await sendRounds(await scene.produce(topic, { batchingEnabled: false }), 1)
    const came = await take(consumer, keys.length)
    consumer.nack([came[3]!.id])
    const again = await takeOnly(consumer, 1)
    expect(again.map((delivery) => [delivery.messageId, delivery.redeliveryCount])).toEqual([[came[3]!.messageId, 1]])
  }),

  behaviour('KeyShared: messages without a key are divided, each to exactly one consumer', async (scene) => {
    const topic = scene.topic()
    const pair = [await scene.subscribe(topic, keyShared), await scene.subscribe(topic, keyShared)]
    const producer = await scene.produce(topic, { batchingEnabled: false })
    await Promise.all(numbered('m', 60).map((text) => producer.send(outgoing(text))))
    const came = await takeTogether(pair, 60)
    expect(came.flat().map(textOf).sort()).toEqual(numbered('m', 60).sort())
    for (const deliveries of came) expect(deliveries.length).toBeGreaterThan(0)
  }),

  behaviour(
    'KeyShared with fixed ranges: each consumer gets the keys of its ranges, all of them in order',
    async (scene) => {
      const topic = scene.topic()
      const pair = [
        await scene.subscribe(topic, within(0, 32_767)),
        await scene.subscribe(topic, within(32_768, 65_535)),
      ]
      await sendRounds(await scene.produce(topic, { batchingEnabled: false }), 5)
      const came = await takeTogether(pair, 5 * keys.length)
      const owned = came.map((deliveries) => Object.keys(roundsByKey(deliveries)))
      expect(owned.flat().sort()).toEqual([...keys].sort())
      for (const ofOne of owned) expect(ofOne.length).toBeGreaterThan(0)
      expect(Object.assign({}, ...came.map(roundsByKey))).toEqual(allRounds(5))
    },
  ),

  behaviour('KeyShared with fixed ranges: what nobody takes waits for somebody who does', async (scene) => {
    const topic = scene.topic()
    const lower = await scene.subscribe(topic, within(0, 32_767))
    await sendRounds(await scene.produce(topic, { batchingEnabled: false }), 1)
    const came = await whatComesWithin(lower)
    expect(came.length).toBeLessThan(keys.length)
    const upper = await scene.subscribe(topic, within(32_768, 65_535))
    came.push(...(await take(upper, keys.length - came.length)))
    expect(roundsByKey(came)).toEqual(allRounds(1))
  }),

  behaviour(
    'KeyShared with fixed ranges: ranges that overlap are refused, and so is another way of sharing',
    async (scene) => {
      const topic = scene.topic()
      await scene.subscribe(topic, within(0, 100))
      expect(await failureCode(scene.subscribe(topic, within(100, 200)))).toBe('SLUICE-SUBSCRIPTION-BUSY')
      expect(await failureCode(scene.subscribe(topic, keyShared))).toBe('SLUICE-SUBSCRIPTION-BUSY')
      await scene.subscribe(topic, within(101, 200))
    },
  ),

  behaviour(
    'KeyShared out of order: a key in the hands of one consumer may go on with another that joins',
    async (scene) => {
      const topic = scene.topic()
      const loose = { ...keyShared, keySharing: { ranges: null, allowOutOfOrder: true } }
      const producer = await scene.produce(topic, { batchingEnabled: false })
      const first = await scene.subscribe(topic, loose)
      await sendRounds(producer, 1)
      await take(first, keys.length)
      const second = await scene.subscribe(topic, loose)
      await sendRounds(producer, 1, 1)
      const came = await takeTogether([first, second], keys.length)
      expect(
        came
          .flat()
          .map(({ key }) => key)
          .sort(),
      ).toEqual([...keys].sort())
    },
  ),
]
