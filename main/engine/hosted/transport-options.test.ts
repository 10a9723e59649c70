import { describe, expect, it } from 'vitest'
import type { Broker, Capabilities } from '../ports.ts'
import { runGraph } from '../testing/harness.ts'
import { createScriptedBroker } from '../testing/scripted-broker.ts'

const encryption = { encryptionKeys: ['mine'], cryptoKeyReader: { publicKeyPath: 'key.pem' } }
const sinks = { 'pulsar-sink': { topic: 'out' }, 'pulsar-dynamic-sink': { topic: 'out' } } as const

function over(transport: Capabilities['transport']): Broker {
  const broker = createScriptedBroker()
  return { ...broker, capabilities: { ...broker.capabilities, transport } }
}

function run(
  transport: Capabilities['transport'],
  producer: Record<string, unknown>,
  sink: keyof typeof sinks = 'pulsar-sink',
) {
  return runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'write', operator: sink, config: { ...sinks[sink], producer } },
      ],
      edges: ['read.out>write.in'],
      connections: { main: { type: 'embedded' } },
    },
    { broker: over(transport), feed: { read: [{ value: 1 }] } },
  )
}

describe('an option that the broker’s transport cannot honour', () => {
  it.each(Object.keys(sinks) as (keyof typeof sinks)[])('keeps a %s from starting', async (sink) => {
    const { state, failure } = await run('websocket', { accessMode: 'Exclusive', ...encryption }, sink)
    expect(state).toBe('failed')
    expect(failure).toMatchObject({ code: 'SLUICE-TRANSPORT-OPTION', nodeId: 'write' })
    expect(failure?.message).toContain(
      'producer.accessMode cannot be honoured on Pulsar’s WebSocket API. Its addresses',
    )
    expect(failure?.message).toContain('producer.encryptionKeys cannot be honoured')
  })

  it('keeps a source from starting', async () => {
    const graph = {
      nodes: [
        {
          id: 'read',
          operator: 'pulsar-source',
          config: { topics: ['a'], subscriptionName: 's', consumer: { replicateSubscriptionState: true } },
        },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>end.in'],
      connections: { main: { type: 'embedded' as const } },
    }
    const { failure } = await runGraph(graph, { broker: over('embedded') })
    expect(failure).toMatchObject({ code: 'SLUICE-TRANSPORT-OPTION', nodeId: 'read' })
  })

  it('is named in a warning when it only tunes', async () => {
    const { state, warnings } = await run('embedded', { batchingMaxBytes: 1_000, compressionType: 'LZ4' })
    expect(state).toBe('drained')
    expect(warnings).toHaveLength(2)
    expect(warnings.join()).toContain('producer.compressionType has no effect on the embedded broker. It keeps')
  })

  it('is no matter on another transport, nor when it says what is so anyway', async () => {
    expect((await run('native', { accessMode: 'Exclusive', ...encryption })).warnings).toEqual([])
    const { state, warnings } = await run('websocket', {
      encryptionKeys: [],
      accessMode: 'Shared',
      chunkingEnabled: false,
    })
    expect(state).toBe('drained')
    expect(warnings).toEqual([])
  })
})
