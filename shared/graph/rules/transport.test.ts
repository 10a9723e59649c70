import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../../operators/specs.ts'
import { check } from '../check.ts'
import { applyPatch } from '../patch.ts'
import { createDocument } from '../testing/documents.ts'

const pulsar = { type: 'pulsar', serviceUrl: 'pulsar://localhost:6650' }
const connections = {
  embedded: { type: 'embedded' },
  websocket: { ...pulsar, transport: 'websocket' },
  native: { ...pulsar, transport: 'native' },
  auto: pulsar,
}

interface Given {
  readonly consumer?: object
  readonly producer?: object
  readonly preset?: string
  readonly parameters?: object
}

function documentOf(transport: keyof typeof connections, { consumer = {}, producer = {}, preset, parameters }: Given) {
  const common = { connection: 'main', ...(preset && { preset }) }
  return createDocument({
    connections: { main: connections[transport] },
    ...(parameters && { parameters }),
    nodes: [
      { id: 'read', operator: 'pulsar-source', config: { ...common, topics: ['a'], subscriptionName: 's', consumer } },
      { id: 'write', operator: 'pulsar-sink', config: { ...common, topic: 'b', producer } },
    ],
    edges: [{ from: 'read.out', to: 'write.in' }],
  })
}

const found = (transport: keyof typeof connections, given: Given) =>
  check(documentOf(transport, given), operatorSpecs).filter(({ code }) => code.startsWith('SLUICE-TRANSPORT'))

const severities = (transport: keyof typeof connections, given: Given) =>
  found(transport, given).map(({ severity, place }) => `${severity} ${place.node} ${place.field?.join('.')}`)

describe('an option that the transport cannot honour', () => {
  const exclusive = { producer: { accessMode: 'Exclusive' } }

  test('is an error where nothing else can either', () => {
    expect(severities('websocket', exclusive)).toEqual(['error write producer.accessMode'])
    expect(severities('embedded', { consumer: { replicateSubscriptionState: true } })).toEqual([
      'error read consumer.replicateSubscriptionState',
    ])
  })

  test('is a warning where the native client may take the connection, and the sentence says so', () => {
    const [warning] = found('auto', exclusive)
    expect(warning).toMatchObject({ severity: 'warning', code: 'SLUICE-TRANSPORT-OPTION' })
    expect(warning?.message).toContain('It can by the native Pulsar client')
  })

  test('is no matter where it is honoured', () => {
    expect(severities('native', exclusive)).toEqual([])
    expect(severities('embedded', exclusive)).toEqual([])
  })

  test('goes by its fix', () => {
    const document = documentOf('websocket', exclusive)
    const [problem] = check(document, operatorSpecs).filter(({ code }) => code === 'SLUICE-TRANSPORT-OPTION')
    expect(problem?.fix?.title).toBe('Remove the option')
    const repaired = applyPatch(document, problem!.fix!.patch)
    expect(repaired.nodes[1]!.config.producer).toEqual({})
    expect(check(repaired, operatorSpecs).map(({ code }) => code)).not.toContain('SLUICE-TRANSPORT-OPTION')
  })
})

test('an option that only tunes is a note', () => {
  const [note, ...more] = found('embedded', { producer: { compressionType: 'LZ4' } })
  expect(more).toEqual([])
  expect(note).toMatchObject({ severity: 'info', code: 'SLUICE-TRANSPORT-NO-EFFECT', place: { node: 'write' } })
})

test('what a preset fills in is nobody’s fault', () => {
  for (const preset of ['high-throughput', 'low-latency', 'resource-constrained']) {
    for (const transport of ['embedded', 'websocket'] as const) expect(severities(transport, { preset })).toEqual([])
  }
})

test('a value that a parameter will give is judged when it is known', () => {
  const given = { producer: { accessMode: '${ACCESS}' } }
  const withDefault = { parameters: { ACCESS: { type: 'string', default: 'Exclusive' } } }
  expect(severities('websocket', { ...given, parameters: { ACCESS: { type: 'string' } } })).toEqual([])
  expect(severities('websocket', { ...given, ...withDefault })).toEqual(['error write producer.accessMode'])
})

test('a connection that is not there is another rule’s matter', () => {
  const document = { ...documentOf('websocket', { producer: { accessMode: 'Exclusive' } }), connections: {} }
  expect(check(document, operatorSpecs).map(({ code }) => code)).not.toContain('SLUICE-TRANSPORT-OPTION')
})
