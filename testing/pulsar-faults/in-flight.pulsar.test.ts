import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { openWebSocketBroker } from '../../main/brokers/pulsar-websocket/websocket-broker.ts'
import { silentLog } from '../../main/brokers/testing/silent-log.ts'
import { run } from '../../main/engine/hosted/pulsar-source.ts'
import type { Broker } from '../../main/engine/ports.ts'
import { numbered, sendAll } from '../../main/engine/testing/broker-contract/traffic.ts'
import { sink, step, tinyRunner } from '../../main/engine/testing/tiny-operators.ts'
import { spec } from '../../shared/operators/pulsar-source.ts'
import type {} from '../real-pulsar/shared-broker.ts'
import { unload } from './scene.ts'

const pulsar = inject('realPulsar')
const count = 100
const patience = { timeout: 30_000, interval: 50 }

describe.skipIf('reason' in pulsar)('messages in flight while their topic is unloaded on a real Pulsar', () => {
  let broker: Broker
  beforeAll(() => {
    if ('webServiceUrl' in pulsar) broker = openWebSocketBroker({ ...pulsar, log: silentLog })
  })
  afterAll(() => broker?.close())

  it.each([
    ['Exclusive', 0],
    ['Failover', 0],
    ['Shared', 2],
    ['KeyShared', 2],
  ])('come again and are worked on once: %s, %d partitions', { timeout: 120_000 }, async (consumerType, partitions) => {
    if ('reason' in pulsar) return
    const topic = `in-flight-${randomUUID().slice(0, 8)}`
    await broker.admin().createTopic(topic, partitions)
    const watched = watchDeliveries(broker)
    const held = Promise.withResolvers<void>()
    const hold = step('hold', { async: true, concurrency: () => 2 * count }, async (message, emit) => {
      await held.promise
      await emit('out', message)
    })
    const written: string[] = []
    const write = sink('write', ({ value }) => void written.push(Buffer.from(value as Uint8Array).toString()))
    const config = { topics: [topic], subscriptionName: 's', consumer: { consumerType } }
    const nodes = [
      { id: 'read', operator: 'pulsar-source', config },
      { id: 'hold', operator: 'hold' },
      { id: 'write', operator: 'write' },
    ]
    const graph = {
      nodes,
      edges: ['read.out>hold.in', 'hold.out>write.in'],
      connections: { main: { type: 'embedded' } },
    }
    const { pipeline } = await tinyRunner({ spec, run }, hold, write).startGraph(graph, { broker: watched.broker })
    try {
      const producer = await broker.produce({ topic })
      await sendAll(producer, numbered('m', count), { key: 'k' })
      await vi.waitFor(() => expect(pipeline.snapshot().ledger.inFlight).toBe(count), patience)
      await unload(pulsar, topic)
      await vi.waitFor(() => expect(watched.pulled()).toBeGreaterThanOrEqual(2 * count), patience)
    } finally {
      held.resolve()
      await pipeline.drain()
    }
    expect(pipeline.snapshot().ledger).toMatchObject({ received: count, delivered: count, inFlight: 0 })
    expect(written).toEqual(numbered('m', count))
    await vi.waitFor(async () => {
      const { subscriptions } = await broker.admin().topicStats(topic)
      expect(subscriptions).toMatchObject([{ backlog: 0, unacked: 0 }])
    }, patience)
  })
})

/** The broker, and how many deliveries its consumers have handed out. */
function watchDeliveries(broker: Broker) {
  let pulled = 0
  const watching: Broker = {
    capabilities: broker.capabilities,
    async subscribe(options) {
      const consumer = await broker.subscribe(options)
      return {
        async pull(max) {
          const deliveries = await consumer.pull(max)
          pulled += deliveries.length
          return deliveries
        },
        ack: (ids) => consumer.ack(ids),
        nack: (ids) => consumer.nack(ids),
        add: (topics, position) => consumer.add(topics, position),
        close: () => consumer.close(),
      }
    },
    produce: (options) => broker.produce(options),
    read: (options) => broker.read(options),
    admin: () => broker.admin(),
    close: () => broker.close(),
  }
  return { broker: watching, pulled: () => pulled }
}
