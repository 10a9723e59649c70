import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Broker, Consumer, Delivery, SubscriptionType } from '../../engine/ports.ts'
import { acknowledge, outgoing, take, textsOf } from '../../engine/testing/broker-contract/traffic.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

/** The newest messages are read from memory, older ones from the store. Nobody may see where the one ends. */
const types: readonly SubscriptionType[] = ['Exclusive', 'Failover', 'Shared', 'KeyShared']
const keys = ['a', 'b', 'c', 'd', 'e']
let directory: string
let broker: Broker

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sluice-tail-'))
  broker = await open()
})

afterEach(async () => {
  await broker.close()
  await rm(directory, { recursive: true, force: true })
})

const open = () => openEmbeddedBroker({ directory, clock: liveClock, retention: { messages: 10 } })

async function restart(): Promise<void> {
  await broker.close()
  broker = await open()
}

const subscribe = (type: SubscriptionType) =>
  broker.subscribe({ topics: ['t'], subscription: 's', type, initialPosition: 'Earliest' })

async function send(from: number, to: number): Promise<void> {
  const producer = await broker.produce({ topic: 't' })
  const numbers = Array.from({ length: to - from }, (_, index) => from + index)
  await Promise.all(
    numbers.map((number) => producer.send(outgoing(String(number), { key: keys[number % keys.length]! }))),
  )
}

/** Takes `count` messages with acknowledgements, while `meanwhile` sends more. */
async function workThrough(consumer: Consumer, count: number, meanwhile: () => Promise<void>): Promise<Delivery[]> {
  const came: Delivery[] = []
  const sending = meanwhile()
  while (came.length < count) {
    const some = await take(consumer, Math.min(700, count - came.length))
    came.push(...some)
    await acknowledge(consumer, some)
  }
  await sending
  return came
}

const numbersOf = (deliveries: readonly Delivery[]) => textsOf(deliveries).map(Number)
const upTo = (end: number) => Array.from({ length: end }, (_, index) => index)

/** More than the memory keeps of a log. */
const backlog = 9_000

describe.each(types)('a backlog larger than the memory, read as %s', (type) => {
  it('comes in order while more is sent', async () => {
    const consumer = await subscribe(type)
    await send(0, backlog)
    const came = await workThrough(consumer, backlog + 1_500, () => send(backlog, backlog + 1_500))
    expect(numbersOf(came)).toEqual(upTo(backlog + 1_500))
  })

  it('comes in order after a restart while more is sent, without what was acknowledged', async () => {
    const before = await subscribe(type)
    await send(0, backlog)
    const first = await take(before, 1_000)
    const isAcked = (delivery: Delivery) => numbersOf([delivery])[0]! % 7 !== 3
    await acknowledge(before, first.filter(isAcked))
    const left = [...numbersOf(first.filter((delivery) => !isAcked(delivery))), ...upTo(backlog + 1_500).slice(1_000)]
    await restart()
    const came = await workThrough(await subscribe(type), left.length, () => send(backlog, backlog + 1_500))
    expect(numbersOf(came)).toEqual(left)
  })
})

describe('a message', () => {
  const time = fc.option(fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }))
  const text = fc.string({ unit: 'binary', maxLength: 10 })
  const anyText = fc.oneof(text, fc.constantFrom('\ud800', 'a\0b', ''))
  const message = fc.record({
    payload: fc.uint8Array({ maxLength: 20 }),
    key: fc.option(anyText),
    orderingKey: fc.option(anyText),
    properties: fc.dictionary(anyText, anyText, { maxKeys: 3 }),
    eventTime: time,
    deliverAt: time,
  })

  it('is the same from memory and from the store', async () => {
    await (await subscribe('Exclusive')).close()
    const producer = await broker.produce({ topic: 't' })
    const messages = fc.sample(message, { seed: 20_261, numRuns: 500 })
    await Promise.all(messages.map((one) => producer.send({ ...one, sequenceId: null })))
    const stored = async () => plain(await take(await broker.read({ topic: 't', from: 'earliest' }), 500))
    const fromMemory = await stored()
    await restart()
    expect(await stored()).toEqual(fromMemory)
  })

  const plain = (deliveries: readonly Delivery[]) =>
    deliveries.map(({ payload, ...rest }) => ({ ...rest, payload: [...payload], properties: { ...rest.properties } }))
})
