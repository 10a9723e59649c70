import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { createMessage, createOrigin } from '../../../shared/message.ts'
import { spec } from '../../../shared/operators/pulsar-source.ts'
import type { Broker, Delivery, OutgoingMessage } from '../ports.ts'
import { createScriptedBroker } from '../testing/scripted-broker.ts'
import type { HostedPorts } from './contract.ts'
import { DeadLetterPolicy } from './dead-letter-policy.ts'

const topic = 'persistent://public/default/orders'

function setUp(policy: object = {}, change: (broker: Broker) => Broker = (broker) => broker) {
  const scripted = createScriptedBroker()
  const counted: string[] = []
  const ports = {
    nodeId: 'read',
    now: () => 7,
    broker: async () => change(scripted),
    countTopic: (name: string) => void counted.push(name),
  } as unknown as HostedPorts
  const consumer = { deadLetterPolicy: { maxRedeliverCount: 2, ...policy } }
  const config = spec.config.parse({ topics: ['orders'], subscriptionName: 's', consumer })
  return { policy: DeadLetterPolicy.of(config, ports)!, scripted, counted }
}

const delivery = (redeliveryCount: number, number = 0) =>
  ({ topic, messageId: `1:${number}`, redeliveryCount }) as Delivery

const letter = { payload: new Uint8Array([1]), properties: { error: 'bad' } } as unknown as OutgoingMessage
const from = (name: string) => createMessage(null, createOrigin(name, '1:0'))

describe('the dead-letter policy of a source', () => {
  it('is none when nothing was set', () => {
    const config = spec.config.parse({ topics: ['orders'], subscriptionName: 's' })
    expect(DeadLetterPolicy.of(config, {} as HostedPorts)).toBeNull()
  })

  it('lets a message be worked on once, and again as often as it says', () => {
    const { policy } = setUp()
    expect([0, 1, 2, 3].map((count) => policy.verdict(delivery(count)) === null)).toEqual([true, true, true, false])
  })

  it('gives the last failure as the reason, once, and else says how often the message came', () => {
    const { policy } = setUp()
    policy.remember(delivery(1), { code: 'FIRST', message: 'first' })
    policy.remember(delivery(2), { code: 'BAD', message: 'no good', nodeId: 'parse', attempt: 1 })
    policy.remember(delivery(2), null)
    policy.remember(delivery(2, 1), { code: 'OTHER', message: 'other' })
    expect(policy.verdict(delivery(3))).toEqual({ code: 'BAD', message: 'no good', nodeId: 'parse', at: 7, attempt: 3 })
    expect(policy.verdict(delivery(3))).toEqual({
      code: 'SLUICE-REDELIVERIES',
      message: 'It was delivered 3 times and never acknowledged.',
      nodeId: 'read',
      at: 7,
      attempt: 3,
    })
  })

  it('remembers the latest 10,000 reasons', () => {
    const { policy } = setUp()
    for (let number = 0; number <= 10_000; number++) policy.remember(delivery(0, number), { code: 'BAD', message: '' })
    expect(policy.verdict(delivery(3, 0))?.code).toBe('SLUICE-REDELIVERIES')
    expect(policy.verdict(delivery(3, 1))?.code).toBe('BAD')
  })

  it('writes to a topic named after topic and subscription, partitions to one, with what Pulsar’s clients add', async () => {
    const { policy, scripted, counted } = setUp()
    await policy.write(letter, from(`${topic}-partition-3`))
    await policy.write(letter, from(`${topic}-partition-11`))
    await policy.write(letter, from('persistent://public/default/returns'))
    expect(scripted.produced.map((options) => options.topic)).toEqual([
      `${topic}-s-DLQ`,
      'persistent://public/default/returns-s-DLQ',
    ])
    expect(scripted.sent).toHaveLength(3)
    expect(scripted.sent[0]).toMatchObject({
      payload: letter.payload,
      properties: {
        error: 'bad',
        REAL_TOPIC: `${topic}-partition-3`,
        ORIGIN_MESSAGE_ID: '1:0',
        REAL_SUBSCRIPTION: 's',
      },
    })
    expect(counted).toHaveLength(3)
    await policy.close()
    expect(scripted.closed).toEqual(['producer', 'producer'])
  })

  it('writes to the topic that was named, where a first subscription keeps it', async () => {
    const { policy, scripted } = setUp({ deadLetterTopic: 'dead', initialSubscriptionName: 'keep' })
    await policy.write(letter, from(topic))
    expect(scripted.produced.map((options) => options.topic)).toEqual(['dead'])
    expect(scripted.subscribed).toEqual([
      { topics: ['dead'], subscription: 'keep', type: 'Shared', initialPosition: 'Earliest' },
    ])
    expect(scripted.closed).toEqual(['consumer'])
  })

  it.each([
    ['SLUICE-SUBSCRIPTION-BUSY', 1],
    ['SLUICE-BROKER-AWAY', 0],
  ])('when the first subscription is %s, writes %i messages', async (code, count) => {
    const subscribe: Broker['subscribe'] = () => Promise.reject(fail(code, 'no'))
    const { policy, scripted } = setUp({ initialSubscriptionName: 'keep' }, (broker) => ({ ...broker, subscribe }))
    await policy.write(letter, from(topic)).catch(() => {})
    expect(scripted.sent).toHaveLength(count)
  })

  it('opens a producer again that could not be opened', async () => {
    let refusals = 1
    const { policy, scripted } = setUp({}, (broker) => ({
      ...broker,
      produce: (options) =>
        refusals-- > 0 ? Promise.reject(fail('SLUICE-BROKER-AWAY', 'away')) : broker.produce(options),
    }))
    await expect(policy.write(letter, from(topic))).rejects.toThrow('away')
    await policy.write(letter, from(topic))
    expect(scripted.sent).toHaveLength(1)
  })
})
