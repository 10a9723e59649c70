import { expect } from 'vitest'
import type { Broker, SubscriptionType } from '../../engine/ports.ts'
import { freshTopic } from '../../engine/testing/broker-contract/scene.ts'
import { eventually, outgoing, take, textOf } from '../../engine/testing/broker-contract/traffic.ts'
import { startGraph } from '../../engine/testing/harness.ts'
import { liveClock } from '../../engine/testing/live-clock.ts'

const good = Array.from({ length: 20 }, (_, number) => ({ key: `k${number % 4}`, text: `{"number":${number}}` }))
const poison = { key: 'bad', text: 'no JSON' }

/**
 * A message that no step can work on, among others that are fine: it is given back, comes again twice, and then goes to the
 * dead-letter topic, byte for byte; all others are delivered once. The same on every broker and for every type.
 */
export async function expectPoisonToBeGivenUp(broker: Broker, type: SubscriptionType): Promise<void> {
  const topic = freshTopic('poison')
  const consumer = {
    consumerType: type,
    subscriptionInitialPosition: 'Earliest',
    negativeAckRedeliveryDelayMillis: 150,
    deadLetterPolicy: { maxRedeliverCount: 2, initialSubscriptionName: 'keep' },
  }
  const { pipeline, outputs } = await startGraph(
    {
      nodes: [
        { id: 'read', operator: 'pulsar-source', config: { topics: [topic], subscriptionName: 's', consumer } },
        { id: 'parse', operator: 'deserialize', config: { serde: 'json' }, onError: 'redeliver' },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>parse.in', 'parse.out>end.in'],
      connections: { main: { type: 'embedded' } },
    },
    { broker, clock: liveClock },
  )
  const producer = await broker.produce({ topic, batchingEnabled: false })
  const sent = [...good.slice(0, 10), poison, ...good.slice(10)]
  await Promise.all(sent.map(({ key, text }) => producer.send(outgoing(text, { key, properties: { sent: 'yes' } }))))
  await expect.poll(() => pipeline.snapshot().ledger.deadLettered, { timeout: 15_000 }).toBe(1)
  await pipeline.drain()

  const { ledger, nodes, topics } = pipeline.snapshot()
  expect(ledger).toMatchObject({ received: 24, delivered: 20, deadLettered: 1, returned: 3, inFlight: 0 })
  expect(nodes.parse).toMatchObject({ errors: 3 })
  expect(nodes.read).toMatchObject({ errors: 1 })
  expect(topics).toEqual({ [`${topic}-s-DLQ`]: 1 })
  expect(outputs('end').map(({ value }) => value)).toHaveLength(20)
  expect(outputs('end').every(({ origin }) => origin.redeliveryCount === 0)).toBe(true)
  await expectLetter(broker, topic)
  await eventually(async () => {
    expect((await broker.admin().topicStats(topic)).subscriptions).toMatchObject([{ name: 's', backlog: 0 }])
  })
}

async function expectLetter(broker: Broker, topic: string): Promise<void> {
  const options = { subscription: 'keep', type: 'Shared', initialPosition: 'Latest' } as const
  const reader = await broker.subscribe({ ...options, topics: [`${topic}-s-DLQ`] })
  const [letter] = await take(reader, 1)
  expect(textOf(letter!)).toBe(poison.text)
  expect(letter).toMatchObject({
    key: 'bad',
    properties: {
      sent: 'yes',
      original_topic: topic,
      step_id: 'parse',
      attempt: '3',
      REAL_TOPIC: topic,
      REAL_SUBSCRIPTION: 's',
      pipeline: 'test',
    },
  })
  expect(letter!.properties.error_code).toMatch(/^SLUICE-/)
  expect(letter!.properties.error).not.toBe('')
  await reader.ack([letter!.id])
  await reader.close()
}
