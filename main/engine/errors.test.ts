import { describe, expect, test } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import { createMessage, createOrigin } from '../../shared/message.ts'
import { webTextCodec } from '../../shared/operators/lib/text-codec.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { deadLetterOf } from './dead-letter.ts'
import type { Broker, OutgoingMessage } from './ports.ts'
import { recordingSource } from './testing/recording-source.ts'
import { tiny, tinyRunner } from './testing/tiny-operators.ts'

const nodes = [
  { id: 'read', operator: 'recorded' },
  { id: 'check', operator: 'positive', name: 'Only positive' },
  { id: 'write', operator: 'test-collect' },
  { id: 'bad', operator: 'test-collect' },
]
const unwired = ['read.out>check.in', 'check.out>write.in']

/** A broker whose producer fails as often as told, then stores. */
function deadLetterBroker(failures = 0) {
  const stored: OutgoingMessage[] = []
  const producer = {
    topic: 'persistent://public/default/dead',
    async send(message: OutgoingMessage) {
      if (failures-- > 0) throw fail('SLUICE-BROKER-GONE', 'the broker said no')
      stored.push(message)
      return String(stored.length)
    },
    flush: async () => {},
    close: async () => {},
  }
  return { broker: { produce: async () => producer } as unknown as Broker, stored }
}

function setUp(values: readonly unknown[]) {
  const source = recordingSource(values)
  return { source, ...tinyRunner(source.operator) }
}

describe('an error', () => {
  test('takes the original message to the errors port, with its reason', async () => {
    const { runGraph, source } = setUp([1, -2, 3])
    const result = await runGraph({ nodes, edges: [...unwired, 'check.errors>bad.in'] })
    const [message] = result.outputs('bad')
    expect(message).toMatchObject({ value: -2, origin: { messageId: '1' } })
    expect(message?.failure).toMatchObject({ code: 'NEGATIVE', message: '-2 is negative', nodeId: 'check', attempt: 1 })
    expect(message?.failure?.at).toBeGreaterThan(0)
    expect(result.ledger).toEqual({ ...emptyLedger, received: 3, delivered: 3 })
    expect(result.nodes.check).toMatchObject({ in: 3, errors: 1, out: { out: 2, errors: 1 } })
    expect(source.acked).toEqual([0, 1, 2])
  })

  test('stops the pipeline when nothing else was said, with one sentence that names node, reason and message', async () => {
    const { runGraph, source } = setUp([1, -2, 3])
    const result = await runGraph({ nodes, edges: unwired })
    expect(result.state).toBe('failed')
    expect(result.failure).toMatchObject({ code: 'NEGATIVE', nodeId: 'check' })
    expect(result.failure?.message).toBe(
      'Node "Only positive" (check, positive) could not process message 1 of numbers: -2 is negative. ' +
        'Wire its errors port, or set its onError to dead-letter or drop.',
    )
    expect(source.acked).toEqual([])
    expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 1, returned: 1 })
    expect(source.isOpen).toBe(false)
  })

  test('is dropped and counted where the node says so, whatever the settings say', async () => {
    const { runGraph, source } = setUp([1, -2])
    const dropping = nodes.map((node) => (node.id === 'check' ? { ...node, onError: 'drop' as const } : node))
    const result = await runGraph({ nodes: dropping, edges: unwired, settings: { unhandledErrors: 'stop' } })
    expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 1, dropped: 1 })
    expect(result.nodes.check).toMatchObject({ errors: 1, dropped: { error: 1 } })
    expect(source.acked).toEqual([0, 1])
  })

  test('that a source has itself leaves by its errors port', async () => {
    const failure = { code: 'UNREADABLE', message: 'not a message' }
    const unreadable = createMessage(null, createOrigin('numbers', '0'), { failure })
    const batches = [[{ message: unreadable, id: 0 }], null]
    const broken = tiny('broken', { kind: 'source' }, () => ({
      open: async () => {},
      pull: async () => batches.shift() ?? null,
      wake: () => {},
      ack: async () => {},
      nack: () => {},
      close: async () => {},
    }))
    const { runGraph } = tinyRunner(broken)
    const graph = [{ id: 'read', operator: 'broken' }, ...nodes.slice(2)]
    const result = await runGraph({ nodes: graph, edges: ['read.out>write.in', 'read.errors>bad.in'] })
    expect(result.outputs('bad')[0]?.failure).toMatchObject({ ...failure, nodeId: 'read' })
    expect(result.nodes.read?.errors).toBe(1)
  })
})

describe('the dead-letter topic', () => {
  const settings = { unhandledErrors: 'dead-letter', deadLetter: { connection: 'main', topic: 'dead' } }

  test('gets the message, which is settled on the receipt', async () => {
    const { runGraph, source } = setUp([1, -2])
    const { broker, stored } = deadLetterBroker()
    const result = await runGraph({ nodes, edges: unwired, settings }, { broker })
    expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 1, deadLettered: 1 })
    expect(result.topics).toEqual({ 'persistent://public/default/dead': 1 })
    expect(stored[0]?.properties).toMatchObject({ pipeline: 'test', step_id: 'check', error_code: 'NEGATIVE' })
    expect([...source.acked].sort()).toEqual([0, 1])
  })

  test('is tried until it takes the message, which is neither dropped nor acknowledged meanwhile', async () => {
    const { runGraph, source } = setUp([-1, -2])
    const { broker, stored } = deadLetterBroker(3)
    const result = await runGraph({ nodes, edges: unwired, settings }, { broker })
    expect(stored.map(({ payload }) => webTextCodec.decode(payload))).toEqual(['-1', '-2'])
    expect(result.ledger.deadLettered).toBe(2)
    expect(result.warnings.join()).toContain('dead-letter topic')
    expect([...source.acked].sort()).toEqual([0, 1])
  })

  test('must be named', async () => {
    const { runGraph } = setUp([])
    const result = await runGraph({ nodes, edges: unwired, settings: { unhandledErrors: 'dead-letter' } })
    expect(result.failure?.code).toBe('SLUICE-DEAD-LETTER-MISSING')
  })

  test('gets bytes as they are, and everything about the failure as properties', () => {
    const bytes = new Uint8Array([0, 255, 7])
    const message = createMessage(bytes, createOrigin('orders', '3:1', { publishTime: 5 }), {
      key: 'k',
      properties: { mine: 'yes' },
      failure: { code: 'BAD', message: 'no good', nodeId: 'parse', at: 0, attempt: 2 },
    })
    const letter = deadLetterOf(message, 'orders-pipeline', webTextCodec)
    expect(letter.payload).toBe(bytes)
    expect(letter.key).toBe('k')
    expect(letter.properties).toEqual({
      mine: 'yes',
      original_topic: 'orders',
      original_message_id: '3:1',
      original_key: 'k',
      publish_time: '5',
      pipeline: 'orders-pipeline',
      step_id: 'parse',
      error_code: 'BAD',
      error: 'no good',
      attempt: '2',
      failed_at: '1970-01-01T00:00:00.000Z',
    })
  })

  test('gets decoded values as JSON with every digit', () => {
    const message = createMessage({ id: 9007199254740993n }, createOrigin('orders', '1'))
    expect(webTextCodec.decode(deadLetterOf(message, 'p', webTextCodec).payload)).toBe('{"id":9007199254740993}')
  })
})
