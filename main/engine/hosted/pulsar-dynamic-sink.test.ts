import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { spec } from '../../../shared/operators/pulsar-dynamic-sink.ts'
import type { Broker, OutgoingMessage } from '../ports.ts'
import { runGraph } from '../testing/harness.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { createScriptedBroker } from '../testing/scripted-broker.ts'

/** A broker that notes what each topic got; `refuses` answers for topics that cannot be written. */
function topicBroker(refuses: (topic: string, message: OutgoingMessage) => Error | null = () => null) {
  const topics = new Map<string, string[]>()
  const broker: Broker = {
    ...createScriptedBroker(),
    async produce({ topic }) {
      const short = topic.slice('persistent://public/default/'.length)
      return {
        topic,
        async send(message) {
          const refusal = refuses(short, message)
          if (refusal !== null) throw refusal
          const text = new TextDecoder().decode(message.payload)
          topics.set(short, [...(topics.get(short) ?? []), text])
          return 'id'
        },
        flush: async () => {},
        close: async () => {},
      }
    },
  }
  return { broker, topics }
}

function write(
  broker: Broker,
  input: readonly ExampleMessage[],
  config: Record<string, unknown> = {},
  wired: readonly string[] = ['errors', 'rejected'],
) {
  return runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'write', operator: 'pulsar-dynamic-sink', config },
        ...wired.map((port) => ({ id: port, operator: 'test-collect' })),
      ],
      edges: ['read.out>write.in', ...wired.map((port) => `write.${port}>${port}.in`)],
      connections: { main: { type: 'embedded' } },
    },
    { broker, clock: createManualClock(), feed: { read: input } },
  )
}

const event = (tenant: string, number = 0): ExampleMessage => ({ value: { tenant, number } })
const byTenant = { topic: 'tenant-{value.tenant}' }

describe('pulsar-dynamic-sink', () => {
  it('writes each message to the topic its template gives, in order', async () => {
    const { broker, topics } = topicBroker()
    const result = await write(broker, [event('a', 1), event('b', 2), event('a', 3)], byTenant)
    expect(Object.fromEntries(topics)).toEqual({
      'tenant-a': ['{"tenant":"a","number":1}', '{"tenant":"a","number":3}'],
      'tenant-b': ['{"tenant":"b","number":2}'],
    })
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3 })
    expect(result.topics).toEqual({
      'persistent://public/default/tenant-a': 2,
      'persistent://public/default/tenant-b': 1,
    })
  })

  it('writes to the topic the message asks for when it has no template', async () => {
    const { broker, topics } = topicBroker()
    const result = await write(broker, [
      { value: 1, topic: 'x' },
      { value: 2, topic: 'public/default/x' },
      { value: 3 },
    ])
    expect(Object.fromEntries(topics)).toEqual({ x: ['1', '2'] })
    expect(result.outputs('errors').map(({ failure }) => failure?.code)).toEqual(['SLUICE-TOPIC-EMPTY'])
  })

  it.each(['a b', 'a/b', 'http://x/y/z', 'a/b/c/d'])('does not take "%s" for a topic', async (topic) => {
    const { broker } = topicBroker()
    const result = await write(broker, [{ value: 1, topic }])
    expect(result.outputs('errors').map(({ failure }) => failure?.code)).toEqual(['SLUICE-TOPIC-NAME'])
  })

  it('sends what is not allowed to rejected, with the reason', async () => {
    const { broker, topics } = topicBroker()
    const allow = 'persistent://public/default/tenant-[ab]'
    const result = await write(broker, [event('a'), event('c'), event('ab')], { ...byTenant, allow })
    expect([...topics.keys()]).toEqual(['tenant-a'])
    expect(result.outputs('rejected').map(({ failure }) => failure?.code)).toEqual([
      'SLUICE-TOPIC-DENIED',
      'SLUICE-TOPIC-DENIED',
    ])
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('writes no more topics than it may, and goes on with those it has', async () => {
    const { broker, topics } = topicBroker()
    const result = await write(broker, [event('a'), event('b'), event('c'), event('a')], { ...byTenant, maxTopics: 2 })
    expect(topics.get('tenant-a')).toHaveLength(2)
    expect(result.outputs('rejected').map(({ failure }) => failure?.code)).toEqual(['SLUICE-TOPIC-LIMIT'])
  })

  it('takes a rejection for an error when rejected is not wired', async () => {
    const { broker } = topicBroker()
    const result = await write(broker, [event('a'), event('b')], { ...byTenant, maxTopics: 1 }, ['errors'])
    expect(result.outputs('errors').map(({ failure }) => failure?.code)).toEqual(['SLUICE-TOPIC-LIMIT'])
  })

  it('sends what one topic’s broker refuses to errors, and writes all others', async () => {
    const { broker, topics } = topicBroker((topic) =>
      topic === 'tenant-b' ? fail('SLUICE-BROKER-REFUSED', 'No.') : null,
    )
    const input = Array.from({ length: 300 }, (_, number) => event('abc'[number % 3] ?? '', number))
    const result = await write(broker, input, byTenant)
    expect(result.outputs('errors')).toHaveLength(100)
    expect(topics.get('tenant-a')).toHaveLength(100)
    expect(topics.get('tenant-c')).toHaveLength(100)
  })

  it('tries a topic that is away again, in order, while the others go on', async () => {
    let refusals = 3
    const { broker, topics } = topicBroker((topic) =>
      topic === 'tenant-b' && refusals-- > 0 ? fail('SLUICE-BROKER-AWAY', 'Away.') : null,
    )
    const result = await write(broker, [event('b', 1), event('a', 1), event('b', 2), event('b', 3)], byTenant)
    expect(topics.get('tenant-b')).toEqual([1, 2, 3].map((number) => `{"tenant":"b","number":${number}}`))
    expect(result.ledger).toMatchObject({ received: 4, delivered: 4 })
  })

  it('gives a topic up that stays away, and loses nothing', async () => {
    const { broker, topics } = topicBroker((topic) =>
      topic === 'tenant-b' ? fail('SLUICE-BROKER-AWAY', 'Away.') : null,
    )
    const result = await write(broker, [event('b', 1), event('a', 1), event('b', 2)], { ...byTenant, giveUpMs: 5_000 })
    expect(topics.get('tenant-a')).toHaveLength(1)
    expect(result.outputs('errors').map(({ failure }) => failure?.code)).toEqual([
      'SLUICE-TOPIC-AWAY',
      'SLUICE-TOPIC-AWAY',
    ])
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('does not let one topic that is away fill the pipeline', async () => {
    const { broker, topics } = topicBroker((topic) =>
      topic === 'tenant-b' ? fail('SLUICE-BROKER-AWAY', 'Away.') : null,
    )
    const input = Array.from({ length: 6_000 }, (_, number) => event(number % 2 === 0 ? 'a' : 'b', number))
    const result = await write(broker, input, { ...byTenant, giveUpMs: 10_000 })
    expect(topics.get('tenant-a')).toHaveLength(3_000)
    const codes = new Set(result.outputs('errors').map(({ failure }) => failure?.code))
    expect(codes).toEqual(new Set(['SLUICE-LANE-FULL', 'SLUICE-TOPIC-AWAY']))
    expect(result.ledger).toMatchObject({ received: 6_000, delivered: 6_000 })
  })

  it('refuses a pattern that is none', () => {
    expect(spec.config.safeParse({ allow: '(' }).error?.issues[0]?.message).toBe('This is not a regular expression.')
  })
})
