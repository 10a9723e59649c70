import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { spec } from '../../../shared/operators/pulsar-source.ts'
import type { Broker, Delivery } from '../ports.ts'
import { runGraph } from '../testing/harness.ts'
import { createScriptedBroker } from '../testing/scripted-broker.ts'
import { subscribeOptions } from './pulsar-source.ts'

const config = (more: Record<string, unknown> = {}) =>
  spec.config.parse({ topics: ['orders'], subscriptionName: 'mine', ...more })
const topic = 'persistent://public/default/orders'

const delivery = (number: number): Delivery => ({
  id: { number },
  messageId: `1:${number}:-1:0`,
  topic,
  payload: new TextEncoder().encode(String(number)),
  key: 'k',
  orderingKey: 'o',
  properties: { p: 'q' },
  publishTime: 1_000 + number,
  eventTime: number,
  redeliveryCount: number % 3,
})

const read = (broker: Broker, until: number) =>
  runGraph(
    {
      nodes: [
        { id: 'read', operator: 'pulsar-source', config: { topics: ['orders'], subscriptionName: 'mine' } },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>end.in'],
      connections: { main: { type: 'embedded' } },
    },
    { broker, until: (pipeline) => pipeline.snapshot().ledger.delivered === until },
  )

describe('pulsar-source', () => {
  it('hands on every message whole, with where it came from', async () => {
    const broker = createScriptedBroker({ deliveries: [delivery(7)] })
    const result = await read(broker, 1)
    const [message] = result.outputs('end')
    expect(message).toMatchObject({
      key: 'k',
      orderingKey: 'o',
      properties: { p: 'q' },
      eventTime: 7,
      topic: null,
      failure: null,
    })
    expect(new TextDecoder().decode(message?.value as Uint8Array)).toBe('7')
    expect(message?.origin).toMatchObject({
      topic,
      messageId: '1:7:-1:0',
      publishTime: 1_007,
      redeliveryCount: 1,
      size: 1,
    })
  })

  it('acknowledges what was delivered, by the broker’s own ids, and closes', async () => {
    const deliveries = Array.from({ length: 500 }, (_, number) => delivery(number))
    const broker = createScriptedBroker({ deliveries })
    const result = await read(broker, 500)
    expect(result.ledger).toMatchObject({ received: 500, delivered: 500, inFlight: 0 })
    expect(new Set(broker.acked)).toEqual(new Set(deliveries.map(({ id }) => id)))
    expect(broker.closed).toContain('consumer')
  })

  it('asks the broker anew when a pull has failed', async () => {
    const broker = createScriptedBroker({ deliveries: [delivery(1), delivery(2)] })
    let failures = 2
    const away: Broker = {
      ...broker,
      async subscribe(options) {
        const consumer = await broker.subscribe(options)
        const pull = async (max: number) => {
          if (failures-- > 0) throw fail('SLUICE-BROKER-AWAY', 'The broker is away.')
          return consumer.pull(max)
        }
        return { ...consumer, pull }
      },
    }
    const result = await read(away, 2)
    expect(result.ledger).toMatchObject({ received: 2, delivered: 2 })
    expect(result.warnings).toHaveLength(1)
  })

  it('works once on a message that comes again while it is on its way, and acknowledges it under both ids', async () => {
    const [first, second] = [delivery(1), delivery(2)]
    const again = { ...delivery(1), id: 'again' }
    const broker = createScriptedBroker({ deliveries: [first, second, again] })
    const result = await read(broker, 2)
    expect(result.ledger).toMatchObject({ received: 2, delivered: 2, inFlight: 0 })
    expect(new Set(broker.acked)).toEqual(new Set([first.id, second.id, 'again']))
  })

  it('is woken when the run drains while the broker has nothing', async () => {
    const result = await read(createScriptedBroker(), 0)
    expect(result.state).toBe('drained')
  })

  it('takes the settings of the preset, and over them those that were set', () => {
    expect(subscribeOptions(config())).toMatchObject({
      topics: ['orders'],
      subscription: 'mine',
      type: 'KeyShared',
      initialPosition: 'Latest',
      receiverQueueSize: 1_000,
      negativeAckRedeliveryDelayMs: 60_000,
      ackTimeoutMs: undefined,
    })
    expect(subscribeOptions(config({ preset: 'high-throughput' }))).toMatchObject({
      type: 'Shared',
      receiverQueueSize: 50_000,
    })
    const own = {
      preset: 'low-latency',
      consumer: { receiverQueueSize: 7, consumerType: 'Failover', ackTimeoutMillis: 10_000 },
    }
    expect(subscribeOptions(config(own))).toMatchObject({
      type: 'Failover',
      receiverQueueSize: 7,
      negativeAckRedeliveryDelayMs: 100,
      ackTimeoutMs: 10_000,
    })
  })

  it('asks for everything that a consumer can be told', () => {
    const consumer = {
      consumerType: 'KeyShared',
      subscriptionInitialPosition: 'Earliest',
      consumerName: 'me',
      replicateSubscriptionState: true,
      keySharedPolicy: { keyShareMode: 'Sticky', stickyRanges: [{ start: 0, end: 9 }] },
      receiverQueueSize: 7,
      maxTotalReceiverQueueSizeAcrossPartitions: 70,
      ackTimeoutMillis: 10_000,
      negativeAckRedeliveryDelayMillis: 500,
      batchIndexAck: true,
      properties: { team: 'orders' },
    }
    expect(subscribeOptions(config({ consumer }))).toEqual({
      topics: ['orders'],
      subscription: 'mine',
      type: 'KeyShared',
      initialPosition: 'Earliest',
      consumerName: 'me',
      replicateSubscriptionState: true,
      keySharing: { ranges: [{ start: 0, end: 9 }], allowOutOfOrder: false },
      receiverQueueSize: 7,
      maxTotalReceiverQueueSize: 70,
      ackTimeoutMs: 10_000,
      negativeAckRedeliveryDelayMs: 500,
      batchIndexAck: true,
      properties: { team: 'orders' },
    })
    const compacted = config({ consumer: { consumerType: 'Failover', readCompacted: true } })
    expect(subscribeOptions(compacted)).toMatchObject({ type: 'Failover', readCompacted: true })
  })

  it.each([
    [{ topics: [] }, 'Name the topics to read'],
    [{ topicsPattern: 'orders-.*' }, 'Name the topics to read'],
    [{ topics: [], topicsPattern: 'orders-(' }, 'This is no pattern of topics'],
    [{ consumer: { ackTimeoutMillis: 500 } }, 'Use 0 to turn it off, or at least 10000.'],
    [{ consumer: { consumerType: 'Sharde' } }, 'Shared'],
    [{ consumer: { reciverQueueSize: 5 } }, 'reciverQueueSize'],
    [{ consumer: { negativeAckRedeliveryDelayMillis: 5 } }, '100'],
  ])('refuses %j', (more, words) => {
    const result = spec.config.safeParse({ topics: ['orders'], subscriptionName: 'mine', ...more })
    expect(result.error?.message).toContain(words)
  })
})
