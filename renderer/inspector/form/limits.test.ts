import { describe, expect, test } from 'vitest'
import { documentSchema } from '../../../shared/graph/schema.ts'
import { findSpec } from '../../../shared/operators/specs.ts'
import { connectionOfNode, fieldLimit } from './limits.ts'

const pulsar = { type: 'pulsar', serviceUrl: 'pulsar://localhost:6650' } as const
const embedded = { type: 'embedded' } as const
const websocket = { ...pulsar, transport: 'websocket' } as const
const auto = { ...pulsar, transport: 'auto' } as const

describe('a field of a source or sink', () => {
  test('is off where the transport cannot honour it at all', () => {
    expect(fieldLimit(websocket, ['consumer', 'readCompacted'])).toEqual({
      isOff: true,
      refusedValues: [],
      words:
        'Not possible on Pulsar’s WebSocket API. Its addresses have no parameter for it, so every stored message would come.',
    })
    expect(fieldLimit(embedded, ['consumer', 'readCompacted'])).toBeNull()
  })

  test('loses single values where those are what cannot be', () => {
    const limit = fieldLimit(embedded, ['producer', 'hashingScheme'])
    expect(limit).toMatchObject({ isOff: false, refusedValues: ['BoostHash'] })
    expect(limit?.words).toMatch(/^`BoostHash`: not possible on the embedded broker/)
  })

  test('stays usable, with words, where the native client could honour it', () => {
    const limit = fieldLimit(auto, ['producer', 'chunkingEnabled'])
    expect(limit).toMatchObject({ isOff: false, refusedValues: [] })
    expect(limit?.words).toContain('only by the native Pulsar client')
  })

  test('says where it has no effect', () => {
    expect(fieldLimit(embedded, ['producer', 'compressionType'])).toMatchObject({
      isOff: false,
      refusedValues: [],
      words: expect.stringMatching(/^No effect on the embedded broker/),
    })
  })

  test('counts in full everywhere else', () => {
    expect(fieldLimit(websocket, ['topics'])).toBeNull()
    expect(fieldLimit(websocket, ['consumer', 'keySharedPolicy', 'keyShareMode'])).toBeNull()
    expect(fieldLimit(websocket, ['producer', 'toString'])).toBeNull()
  })
})

test('a step’s connection is the one it names, else the default one, else none', () => {
  const document = documentSchema.parse({
    format: 'sluice/1',
    id: 'a',
    name: 'A',
    connections: { main: embedded, prod: websocket },
    nodes: [{ id: 'write', operator: 'pulsar-sink', config: {} }],
  })
  const spec = findSpec('pulsar-sink')!
  const using = (connection?: string) =>
    connectionOfNode(document, { id: 'w', operator: '', config: { connection } }, spec)
  expect(using('prod')).toEqual(websocket)
  expect(using()).toEqual(embedded)
  expect(using('gone')).toBeNull()
  expect(connectionOfNode(document, document.nodes[0]!, findSpec('console')!)).toBeNull()
})
