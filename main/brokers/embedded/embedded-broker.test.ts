import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker, Delivery, SubscribeOptions } from '../../engine/ports.ts'
import {
  acknowledge,
  failureCode,
  numbered,
  outgoing,
  sendAll,
  take,
  takeTexts,
  textsOf,
} from '../../engine/testing/broker-contract/traffic.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { createManualClock } from '../../engine/testing/manual-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

/** What the embedded broker does beyond the contract that all brokers share. */
let broker: Broker

beforeEach(async () => {
  broker = await openEmbeddedBroker({ clock: liveClock })
})

afterEach(() => broker.close())

function subscribe(topic: string, options: Partial<SubscribeOptions> = {}) {
  return broker.subscribe({
    topics: [topic],
    subscription: 's',
    type: 'Exclusive',
    initialPosition: 'Earliest',
    ...options,
  })
}

describe('what is stored', () => {
  async function reopenWith(retention: { messages?: number; bytes?: number }): Promise<void> {
    await broker.close()
    broker = await openEmbeddedBroker({ clock: liveClock, retention })
  }

  async function stored(topic: string): Promise<string[]> {
    const count = (await broker.admin().topicStats(topic)).messages!
    return takeTexts(await broker.read({ topic, from: 'earliest' }), count)
  }

  it('is the newest messages when nobody needs the others', async () => {
    await reopenWith({ messages: 10 })
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 100))
    expect(await stored('t')).toEqual(numbered('m', 100).slice(90))
  })

  it('is as many of the newest messages as the limit of bytes allows', async () => {
    await reopenWith({ bytes: 1_000 })
    const producer = await broker.produce({ topic: 't' })
    await Promise.all(numbered('m', 100).map(() => producer.send(outgoing(new Uint8Array(100)))))
    expect(await stored('t')).toHaveLength(10)
    expect((await broker.admin().topicStats('t')).storageSize).toBe(1_000)
  })

  it('is everything that a subscription has not acknowledged, and goes when it has', async () => {
    await reopenWith({ messages: 10 })
    const consumer = await subscribe('t')
    const producer = await broker.produce({ topic: 't' })
    await sendAll(producer, numbered('m', 100))
    expect(await stored('t')).toHaveLength(100)
    await acknowledge(consumer, await take(consumer, 100))
    expect(await stored('t')).toEqual(numbered('m', 100).slice(90))
  })

  it('is skipped by a reader that was overtaken by trimming', async () => {
    await reopenWith({ messages: 10 })
    const reader = await broker.read({ topic: 't', from: 'earliest' })
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 100))
    expect(await takeTexts(reader, 10)).toEqual(numbered('m', 100).slice(90))
  })
})

describe('what is refused', () => {
  it('a topic that is not to be stored', async () => {
    expect(await failureCode(broker.produce({ topic: 'non-persistent://public/default/t' }))).toBe('SLUICE-TOPIC-NAME')
  })

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, -9e15])(
    'a time that is none (%d), or nobody could read its topic again after a restart',
    async (time) => {
      const producer = await broker.produce({ topic: 't' })
      for (const times of [{ eventTime: time }, { deliverAt: time }]) {
        const sending = producer.send(outgoing('x', times))
        await expect(sending).rejects.toMatchObject({ failure: { code: 'SLUICE-BROKER-REFUSED' } })
        await expect(sending).rejects.toThrow(`${Object.keys(times)[0]} ${time}`)
      }
    },
  )

  it('a message over 5 MiB, with its size', async () => {
    const producer = await broker.produce({ topic: 't' })
    const sending = producer.send(outgoing(new Uint8Array(5 * 1024 * 1024 + 1)))
    await expect(sending).rejects.toMatchObject({ failure: { code: 'SLUICE-MESSAGE-TOO-LARGE' } })
    await expect(sending).rejects.toThrow('5242881 bytes')
  })

  it('a partition beyond the last', async () => {
    await broker.admin().createTopic('t', 2)
    expect(await failureCode(subscribe('t-partition-2'))).toBe('SLUICE-TOPIC-NOT-FOUND')
  })

  it('a number of partitions that is none', async () => {
    expect(await failureCode(broker.admin().createTopic('t', -1))).toBe('SLUICE-BROKER-REFUSED')
    expect(await failureCode(broker.admin().createTopic('t', 1.5))).toBe('SLUICE-BROKER-REFUSED')
  })

  it('partitions under a name that would hide a topic', async () => {
    await broker.produce({ topic: 't-partition-0' })
    expect(await failureCode(broker.admin().createTopic('t', 2))).toBe('SLUICE-TOPIC-EXISTS')
  })

  it('a reader from a message of another topic', async () => {
    const messageId = await (await broker.produce({ topic: 'one' })).send(outgoing('x'))
    expect(await failureCode(broker.read({ topic: 'two', from: { messageId } }))).toBe('SLUICE-MESSAGE-ID')
  })

  it('a second pull while one waits', async () => {
    const consumer = await subscribe('t')
    const first = consumer.pull(1)
    expect(await failureCode(consumer.pull(1))).toBe('SLUICE-PULL-TWICE')
    await consumer.close()
    await first
  })
})

describe('how messages are divided', () => {
  it('a queue of 0 gives one message at a time, to whoever waits for one', async () => {
    const pair = [
      await subscribe('t', { type: 'Shared', receiverQueueSize: 0 }),
      await subscribe('t', { type: 'Shared' }),
    ]
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 10))
    expect(await takeTexts(pair[1]!, 10)).toEqual(numbered('m', 10))
    await sendAll(await broker.produce({ topic: 't' }), ['next'])
    await pair[1]!.close()
    expect(await pair[0]!.pull(10)).toHaveLength(1)
  })

  it.each(['Exclusive', 'Failover', 'Shared', 'KeyShared'] as const)(
    'a long backlog of one topic does not hide another, for a consumer of both (%s)',
    async (type) => {
      for (const topic of ['a', 'b']) {
        await (await subscribe(topic, { type })).close()
        await sendAll(await broker.produce({ topic }), numbered(topic, 200))
      }
      const consumer = await subscribe('a', { topics: ['a', 'b'], type, receiverQueueSize: 10 })
      const came: Delivery[] = []
      for (let pulls = 0; pulls < 30; pulls += 1) {
        const some = await consumer.pull(3)
        came.push(...some)
        await acknowledge(consumer, some)
      }
      for (const topic of ['a', 'b']) {
        const ofTopic = textsOf(came).filter((text) => text.startsWith(topic))
        expect(ofTopic).toEqual(numbered(topic, ofTopic.length))
        expect(ofTopic.length).toBeGreaterThan(20)
      }
    },
  )

  it('a consumer with 50,000 unacknowledged messages waits until it has acknowledged some', async () => {
    const consumer = await subscribe('t', { type: 'Shared' })
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 50_010))
    const came = await take(consumer, 50_000)
    const next = consumer.pull(100)
    await acknowledge(consumer, came.slice(0, 10))
    expect(textsOf(await next)).toEqual(numbered('m', 50_010).slice(50_000))
  })

  it('Failover divides the partitions of a topic among its consumers, by name', async () => {
    await broker.admin().createTopic('t', 4)
    const pair = [
      await subscribe('t', { type: 'Failover', consumerName: 'b' }),
      await subscribe('t', { type: 'Failover', consumerName: 'a' }),
    ]
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 8))
    const came = await Promise.all(pair.map((consumer) => take(consumer, 4)))
    const partitions = came.map((deliveries) => new Set(deliveries.map(({ topic }) => topic.at(-1))))
    expect(partitions).toEqual([new Set(['1', '3']), new Set(['0', '2'])])
  })

  it('messages nacked one after the other come again together', async () => {
    const clock = createManualClock()
    await broker.close()
    broker = await openEmbeddedBroker({ clock })
    const consumer = await subscribe('t', { negativeAckRedeliveryDelayMs: 3_000 })
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 3))
    const came = await take(consumer, 3)
    await clock.advance(10)
    consumer.nack([came[0]!.id])
    await clock.advance(20)
    consumer.nack([came[1]!.id])
    const again: Delivery[] = []
    const pulling = async () => {
      for (let pulls = 0; pulls < 8; pulls += 1) again.push(...(await consumer.pull(10)))
    }
    await Promise.all([pulling(), clock.advance(10_000)])
    expect(textsOf(again)).toEqual(numbered('m', 3))
  })
})

describe('closing', () => {
  it('leaves no timer behind, whatever was waited for', async () => {
    const clock = createManualClock()
    await broker.close()
    broker = await openEmbeddedBroker({ clock })
    const consumer = await subscribe('t', { type: 'Shared', ackTimeoutMs: 5_000 })
    const producer = await broker.produce({ topic: 't' })
    await producer.send(outgoing('later', { deliverAt: clock.now() + 60_000 }))
    await sendAll(producer, ['timed', 'nacked'])
    consumer.nack([(await take(consumer, 2))[1]!.id])
    const reader = await broker.read({ topic: 't', from: 'latest' })
    const waiting = [consumer.pull(1), reader.pull(1)]
    await clock.advance(10)
    expect(clock.pending).toBeGreaterThanOrEqual(4)
    await broker.close()
    expect(await Promise.all(waiting)).toEqual([[], []])
    expect(clock.pending).toBe(0)
  })

  it('can be asked for twice', async () => {
    await broker.close()
    await broker.close()
  })
})

describe('a data directory', () => {
  let directory: string

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sluice-broker-'))
  })

  afterEach(() => rm(directory, { recursive: true, force: true }))

  it('belongs to one broker of this process at a time, and is free after its close', async () => {
    const first = await openEmbeddedBroker({ directory, clock: liveClock })
    await expect(openEmbeddedBroker({ directory, clock: liveClock })).rejects.toThrow(
      `is in use by this process (pid ${process.pid})`,
    )
    await first.close()
    await (await openEmbeddedBroker({ directory, clock: liveClock })).close()
  })

  it('is made when it is not there', async () => {
    const deep = join(directory, 'a', 'b')
    await (await openEmbeddedBroker({ directory: deep, clock: liveClock })).close()
    await (await openEmbeddedBroker({ directory: deep, clock: liveClock })).close()
  })

  it('keeps trimming, sizes and places right over a restart', async () => {
    const open = () => openEmbeddedBroker({ directory, clock: liveClock, retention: { messages: 10 } })
    await broker.close()
    broker = await open()
    await sendAll(await broker.produce({ topic: 't' }), numbered('m', 50))
    const before = { ...(await broker.admin().topicStats('t')), producers: [] }
    await broker.close()
    broker = await open()
    expect(await broker.admin().topicStats('t')).toEqual(before)
    expect(await takeTexts(await subscribe('t'), 10)).toEqual(numbered('m', 50).slice(40))
  })
})
