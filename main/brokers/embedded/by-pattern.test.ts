import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Broker } from '../../engine/ports.ts'
import { numbered, sendAll } from '../../engine/testing/broker-contract/traffic.ts'
import { startGraph } from '../../engine/testing/harness.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'
import { openEmbeddedBroker } from './embedded-broker.ts'

let broker: Broker

beforeEach(async () => {
  broker = await openEmbeddedBroker({ clock: liveClock })
})

afterEach(() => broker.close())

const send = async (topic: string, ...texts: readonly string[]) => sendAll(await broker.produce({ topic }), texts)

it('a source by pattern reads the topics there are, and whole those that appear while it runs', async () => {
  await send('orders-old', 'before')
  const { pipeline, outputs } = await startGraph(
    {
      nodes: [
        { id: 'read', operator: 'pulsar-source', config: { topicsPattern: 'orders-.*', subscriptionName: 's' } },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>end.in'],
      connections: { main: { type: 'embedded' } },
    },
    { broker, clock: liveClock },
  )
  await send('orders-old', 'old')
  await send('orders-new', ...numbered('new', 3))
  await send('orders-new-s-DLQ', 'dead')
  await send('returns', 'other')
  const texts = () => outputs('end').map(({ value }) => new TextDecoder().decode(value as Uint8Array))
  await expect.poll(texts, { timeout: 10_000 }).toHaveLength(4)
  expect(texts().sort()).toEqual(['new0', 'new1', 'new2', 'old'])
  expect(new Set(outputs('end').map(({ origin }) => origin.topic))).toEqual(
    new Set(['persistent://public/default/orders-old', 'persistent://public/default/orders-new']),
  )
  await pipeline.drain()
  const { subscriptions } = await broker.admin().topicStats('orders-new')
  expect(subscriptions).toMatchObject([{ name: 's', backlog: 0 }])
})
