import { describe, expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { spec } from '../../../shared/operators/pulsar-sink.ts'
import type { Broker } from '../ports.ts'
import { runGraph } from '../testing/harness.ts'
import { createScriptedBroker } from '../testing/scripted-broker.ts'
import type { HostedPorts } from './contract.ts'
import { producerOptions, toProduceOptions } from './producer-options.ts'
import { run } from './pulsar-sink.ts'

const write = (
  broker: ReturnType<typeof createScriptedBroker>,
  input: readonly ExampleMessage[],
  config: Record<string, unknown> = {},
) =>
  runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'write', operator: 'pulsar-sink', config: { topic: 'out', ...config } },
        { id: 'bad', operator: 'test-collect' },
      ],
      edges: ['read.out>write.in', 'write.errors>bad.in'],
      connections: { main: { type: 'embedded' } },
    },
    { broker, feed: { read: input } },
  )

const texts = (broker: ReturnType<typeof createScriptedBroker>) =>
  broker.sent.map(({ payload }) => new TextDecoder().decode(payload))

describe('pulsar-sink', () => {
  it('writes bytes as they are, text as UTF-8, nothing as nothing, the rest as JSON', async () => {
    const broker = createScriptedBroker()
    const input = [
      { bytes: '{"a" : 1}' },
      { value: 'grüezi' },
      { value: null },
      { value: { id: 9007199254740993n } },
      { value: 5 },
    ]
    const result = await write(broker, input)
    expect(texts(broker)).toEqual(['{"a" : 1}', 'grüezi', '', '{"id":9007199254740993}', '5'])
    expect(result.ledger).toMatchObject({ received: 5, delivered: 5 })
    expect(result.topics).toEqual({ 'persistent://public/default/out': 5 })
  })

  it('sends key, properties and event time along', async () => {
    const broker = createScriptedBroker()
    await write(broker, [{ value: 1, key: 'k', properties: { p: 'q' }, eventTime: 7 }])
    expect(broker.sent[0]).toMatchObject({
      key: 'k',
      orderingKey: null,
      properties: { p: 'q' },
      eventTime: 7,
      deliverAt: null,
    })
  })

  it('takes a message that asks for this very topic, in any spelling, and refuses others', async () => {
    const broker = createScriptedBroker()
    const topics = ['out', 'public/default/out', 'persistent://public/default/out', 'other']
    const result = await write(
      broker,
      topics.map((topic) => ({ value: topic, topic })),
    )
    expect(texts(broker)).toEqual(topics.slice(0, 3))
    expect(result.outputs('bad')[0]?.failure).toMatchObject({ code: 'SLUICE-SINK-TOPIC', nodeId: 'write' })
    expect(result.outputs('bad')[0]?.failure?.message).toContain(
      'asks for topic other, but this sink writes to out only',
    )
  })

  it('counts a message as delivered on its receipt, not before', async () => {
    let confirm = (_id: string) => {}
    const broker = createScriptedBroker({ onSend: () => new Promise((resolve) => (confirm = resolve)) })
    const running = write(broker, [{ value: 1 }])
    await expect.poll(() => broker.sent.length).toBe(1)
    confirm('1')
    expect((await running).ledger.delivered).toBe(1)
  })

  it('tries again in order while the broker is away, and sends what it refuses to errors', async () => {
    const broker = createScriptedBroker({
      onSend: async (message, number) => {
        if (number <= 3) throw fail('SLUICE-BROKER-AWAY', 'away')
        if (message.key === 'bad') throw fail('SLUICE-TOPIC-FORBIDDEN', 'not allowed')
        return '1'
      },
    })
    const result = await write(broker, [
      { value: 1, key: 'first' },
      { value: 2, key: 'bad' },
      { value: 3, key: 'last' },
    ])
    const confirmed = broker.sent.slice(3).map(({ key }) => key)
    expect(confirmed).toEqual(['first', 'bad', 'last'])
    expect(result.outputs('bad')[0]).toMatchObject({ value: 2, failure: { code: 'SLUICE-TOPIC-FORBIDDEN' } })
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('keeps no more receipts waiting than it was allowed, and loses nothing', async () => {
    let waiting = 0
    let most = 0
    const broker = createScriptedBroker({
      onSend: async () => {
        most = Math.max(most, ++waiting)
        await new Promise((resolve) => setTimeout(resolve, 1))
        waiting--
        return '1'
      },
    })
    const input = Array.from({ length: 300 }, (_, value) => ({ value }))
    const result = await write(broker, input, { producer: { maxPendingMessages: 10 } })
    expect(most).toBeLessThanOrEqual(10)
    expect(result.ledger.delivered).toBe(300)
    expect(texts(broker)).toEqual(input.map(({ value }) => String(value)))
  })

  it('makes an error of a message too many when it must not wait', async () => {
    const broker = createScriptedBroker({ onSend: () => new Promise((resolve) => setTimeout(() => resolve('1'), 5)) })
    const input = Array.from({ length: 5 }, (_, value) => ({ value }))
    const result = await write(broker, input, { producer: { maxPendingMessages: 2, blockIfQueueFull: false } })
    expect(broker.sent).toHaveLength(2)
    expect(result.outputs('bad')[0]?.failure?.code).toBe('SLUICE-SINK-QUEUE-FULL')
    expect(result.ledger).toMatchObject({ received: 5, delivered: 5 })
  })

  it('asks for a producer with the preset, and over it what was set', async () => {
    const broker = createScriptedBroker()
    await write(broker, [], { preset: 'high-throughput', producer: { compressionType: 'ZSTD', producerName: 'me' } })
    expect(broker.produced[0]).toMatchObject({
      topic: 'out',
      producerName: 'me',
      batchingMaxMessages: 10_000,
      batchingMaxPublishDelayMs: 50,
      compressionType: 'ZSTD',
      sendTimeoutMs: 30_000,
      messageRoutingMode: 'RoundRobin',
    })
    expect(broker.closed).toContain('producer')
  })

  it('asks for everything that a producer can be told', () => {
    const producer = {
      producerName: 'me',
      batchingEnabled: false,
      batchingMaxMessages: 5,
      batchingMaxPublishDelayMs: 6,
      batchingMaxBytes: 7,
      compressionType: 'SNAPPY',
      sendTimeoutMillis: 8,
      maxPendingMessages: 9,
      messageRoutingMode: 'SinglePartition',
      hashingScheme: 'JavaStringHash',
      accessMode: 'WaitForExclusive',
      chunkingEnabled: true,
      initialSequenceId: 10,
      encryptionKeys: ['key'],
      cryptoKeyReader: { publicKeyPath: 'key.pem' },
      properties: { team: 'orders' },
    }
    const config = spec.config.parse({ topic: 'out', producer })
    expect(toProduceOptions('out', producerOptions(config))).toEqual({
      topic: 'out',
      producerName: 'me',
      batchingEnabled: false,
      batchingMaxMessages: 5,
      batchingMaxPublishDelayMs: 6,
      batchingMaxBytes: 7,
      compressionType: 'SNAPPY',
      sendTimeoutMs: 8,
      maxPendingMessages: 9,
      messageRoutingMode: 'SinglePartition',
      hashingScheme: 'JavaStringHash',
      accessMode: 'WaitForExclusive',
      chunkingEnabled: true,
      initialSequenceId: 10,
      encryptionKeys: ['key'],
      publicKeyPath: 'key.pem',
      properties: { team: 'orders' },
    })
  })

  it.each([
    [{ chunkingEnabled: true }, 'turn batching off'],
    [{ encryptionKeys: ['key'] }, 'Encryption needs both'],
    [{ cryptoKeyReader: { publicKeyPath: 'key.pem' } }, 'Encryption needs both'],
    [{ prodcerName: 'me' }, 'prodcerName'],
    [{ sendTimeoutMillis: 0 }, '>=1'],
    [{ compressionType: 'GZIP' }, 'ZSTD'],
  ])('refuses %j', (producer, words) => {
    expect(spec.config.safeParse({ topic: 'out', producer }).error?.message).toContain(words)
  })

  it('lets go of a producer that it gets only after it was stopped', async () => {
    const scripted = createScriptedBroker()
    const access = Promise.withResolvers<void>()
    const produce: Broker['produce'] = (options) => access.promise.then(() => scripted.produce(options))
    const ports = { broker: async () => ({ ...scripted, produce }) } as unknown as HostedPorts
    const sink = run(spec.config.parse({ topic: 'out' }), ports)
    const opening = sink.open()
    await Promise.resolve()
    await sink.close()
    access.resolve()
    await opening
    await expect.poll(() => scripted.closed).toContain('producer')
  })

  it('has the connector’s tables as presets', () => {
    const of = (preset: string) => producerOptions(spec.config.parse({ topic: 'out', preset }))
    expect(of('low-latency')).toMatchObject({
      batchingMaxMessages: 10,
      batchingMaxPublishDelayMs: 1,
      compressionType: 'LZ4',
    })
    expect(of('resource-constrained')).toMatchObject({
      batchingMaxMessages: 100,
      batchingMaxPublishDelayMs: 1_000,
      compressionType: 'ZLIB',
    })
  })
})
