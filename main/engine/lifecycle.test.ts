import { describe, expect, test } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { createManualClock, settle } from './testing/manual-clock.ts'
import { type ReceiptsSink, receiptsSink } from './testing/receipts.ts'
import { type RecordingOptions, type RecordingSource, recordingSource } from './testing/recording-source.ts'
import { sink, step, tiny, tinyRunner } from './testing/tiny-operators.ts'

const numbers = (length: number) => Array.from({ length }, (_, value) => value)
const nodes = [
  { id: 'read', operator: 'recorded', name: 'Read' },
  { id: 'write', operator: 'receipts', name: 'Write' },
]
const edges = ['read.out>write.in']

interface Started {
  readonly source: RecordingSource
  readonly receipts: ReceiptsSink
}

/** A running pipeline from a subscription to a sink whose receipts the test gives. */
async function start(values: readonly unknown[], options: RecordingOptions = {}, settings = {}) {
  const parts: Started = { source: recordingSource(values, { endless: true, ...options }), receipts: receiptsSink() }
  const clock = createManualClock()
  const { startGraph } = tinyRunner(parts.source.operator, parts.receipts.operator)
  const started = await startGraph({ nodes, edges, settings }, { clock })
  await settle()
  return { ...parts, ...started, clock }
}

describe('acknowledgements', () => {
  test('go out together, a tenth of a second after the first', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(3))
    receipts.confirm(2)
    await clock.advance(60)
    receipts.confirm(1)
    await clock.advance(39)
    expect(source.acked).toEqual([])
    await clock.advance(1)
    expect(source.groups).toEqual([3])
    await pipeline.stop()
  })

  test('go out at once when there are a thousand', async () => {
    const source = recordingSource(numbers(2_500), { endless: true })
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator)
    const graph = { nodes: [nodes[0]!, { id: 'write', operator: 'test-collect' }], edges }
    const { pipeline } = await startGraph(graph, { clock })
    await settle()
    expect(source.groups).toEqual([1_000, 1_000])
    await clock.advance(100)
    expect(source.groups).toEqual([1_000, 1_000, 500])
    await pipeline.stop()
  })

  test('are tried again while the broker is away, and awaited by a drain', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(2))
    let failures = 2
    source.onAck = async () => {
      if (failures-- > 0) throw fail('SLUICE-BROKER-AWAY', 'away')
    }
    receipts.confirm(2)
    const drained = pipeline.drain()
    await settle()
    expect(pipeline.state).toBe('draining')
    await clock.advance(1_000)
    await drained
    expect(pipeline.state).toBe('drained')
    expect(source.acked).toEqual([0, 1])
  })

  test('that the broker refuses for good are told to the log, not to the user as a failure', async () => {
    const { source, receipts, pipeline, warnings } = await start(numbers(1))
    source.onAck = () => Promise.reject(new Error('no such subscription'))
    receipts.confirm(1)
    await pipeline.drain()
    expect(pipeline.state).toBe('drained')
    expect(warnings.join()).toContain('could not acknowledge 1 messages, they will come again: no such subscription')
  })

  test('come on receipt when the delivery is at most once', async () => {
    const { source, clock, pipeline } = await start(numbers(3), {}, { delivery: 'at-most-once' })
    await clock.advance(100)
    expect(source.acked).toEqual([0, 1, 2])
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 3, inFlight: 3 })
    await pipeline.stop()
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, dropped: 3 })
  })

  test('that came on receipt make a loss of what a stop leaves undone, and the ledger says so', async () => {
    const { source, pipeline } = await start(numbers(20), {}, { delivery: 'at-most-once' })
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 10, inFlight: 10 })
    await pipeline.stop()
    expect(source.acked.length).toBe(20)
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 20, dropped: 20 })
  })
})

describe('a drain', () => {
  test('takes nothing more, settles what is in flight, acknowledges it and closes everything', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(20), { batch: 5 })
    expect(source.taken).toBe(10)
    const drained = pipeline.drain()
    expect(pipeline.state).toBe('draining')
    receipts.confirm(10)
    await drained
    expect(pipeline.state).toBe('drained')
    expect(pipeline.failure).toBeNull()
    expect(source.acked).toEqual(numbers(10))
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 10, delivered: 10 })
    expect(source.isOpen).toBe(false)
    expect(clock.pending).toBe(0)
  })

  test('drops the rest of a batch it had not begun: those come again', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(20))
    expect(source.taken).toBe(20)
    const drained = pipeline.drain()
    receipts.confirm(10)
    await drained
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 10, delivered: 10 })
    expect(source.acked).toEqual(numbers(10))
    expect(clock.pending).toBe(0)
  })

  test('gives up after its deadline, acknowledges nothing more, and says what comes again and who held it', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(3))
    receipts.confirm(1)
    await settle()
    const drained = pipeline.drain(20_000)
    await clock.advance(20_000)
    await drained
    expect(pipeline.state).toBe('gave-up')
    expect(pipeline.failure).toEqual({
      code: 'SLUICE-DRAIN-TIMEOUT',
      message:
        'The drain did not finish within 20 s. 2 messages were in flight and will be delivered again; the oldest, 1 of ' +
        'numbers, was held for 20 s by node "Write" (write, receipts).',
    })
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, delivered: 1, returned: 2 })
    receipts.confirm(2)
    await settle()
    expect(pipeline.snapshot().ledger.delivered).toBe(1)
    expect(source.acked).toEqual([0])
    expect(clock.pending).toBe(0)
  })

  test('gives up on acknowledgements that are never confirmed', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(1))
    source.onAck = () => new Promise(() => {})
    receipts.confirm(1)
    const drained = pipeline.drain(1_000)
    await clock.advance(1_000)
    await drained
    expect(pipeline.state).toBe('gave-up')
    expect(pipeline.failure?.message).toContain('1 acknowledgements were not confirmed')
    expect(clock.pending).toBe(0)
  })

  test('asked for twice is one drain', async () => {
    const { receipts, clock, pipeline } = await start(numbers(1))
    const both = Promise.all([pipeline.drain(), pipeline.drain()])
    receipts.confirm(1)
    await both
    expect(pipeline.state).toBe('drained')
    expect(clock.pending).toBe(0)
  })
})

describe('stopping at once', () => {
  test('acknowledges nothing more and counts what was in flight as returned', async () => {
    const { source, receipts, clock, pipeline } = await start(numbers(3))
    receipts.confirm(1)
    await settle()
    await pipeline.stop()
    expect(pipeline.state).toBe('gave-up')
    expect(pipeline.failure?.code).toBe('SLUICE-STOPPED')
    expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 3, delivered: 1, returned: 2 })
    expect(source.acked).toEqual([])
    expect(clock.pending).toBe(0)
  })

  test('ends a drain that goes on', async () => {
    const { clock, pipeline } = await start(numbers(3))
    const drained = pipeline.drain()
    await pipeline.stop()
    await drained
    expect(pipeline.state).toBe('gave-up')
    expect(clock.pending).toBe(0)
  })

  test('does not wait for a source or sink that never closes', async () => {
    const stuck = sink('stuck', () => {}, { close: () => new Promise(() => {}) })
    const source = recordingSource(numbers(1))
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator, stuck)
    const { pipeline } = await startGraph({ nodes: [nodes[0]!, { id: 'write', operator: 'stuck' }], edges }, { clock })
    const stopped = pipeline.stop()
    await clock.advance(5_000)
    await stopped
    expect(clock.pending).toBe(0)
  })
})

describe('starting', () => {
  test('refuses when a sink cannot be opened, names it, and closes what was open', async () => {
    const source = recordingSource([])
    const shut = sink('shut', () => {}, { open: () => Promise.reject(fail('SLUICE-BROKER-AWAY', 'nobody answers')) })
    const { runGraph } = tinyRunner(source.operator, shut)
    const result = await runGraph({ nodes: [nodes[0]!, { id: 'write', operator: 'shut', name: 'Write' }], edges })
    expect(result.failure).toMatchObject({ code: 'SLUICE-BROKER-AWAY', nodeId: 'write' })
    expect(result.failure?.message).toBe('Node "Write" (write, shut) could not be opened: nobody answers')
    expect(source.isOpen).toBe(false)
  })

  test.each([
    ['an unknown operator', [{ id: 'a', operator: 'nonsense' }], [], 'SLUICE-OPERATOR-UNKNOWN'],
    ['a port that is not there', nodes, ['read.out>write.nowhere'], 'SLUICE-EDGE-INVALID'],
    [
      'a circle',
      [
        { id: 'a', operator: 'double' },
        { id: 'b', operator: 'double' },
      ],
      ['a.out>b.in', 'b.out>a.in'],
      'SLUICE-GRAPH-CYCLE',
    ],
  ])('refuses %s', async (_, badNodes, badEdges, code) => {
    const { runGraph } = tinyRunner(recordingSource([]).operator, receiptsSink().operator)
    const result = await runGraph({ nodes: badNodes, edges: badEdges })
    expect(result.failure?.code).toBe(code)
  })

  test('fails the pipeline when a source breaks for good, and waits for one that is only away', async () => {
    let pulls = 0
    const source = (reason: Error) =>
      tiny('breaking', { kind: 'source' }, () => ({
        open: async () => {},
        pull: async () => {
          if (++pulls <= 2) throw reason
          return null
        },
        wake: () => {},
        ack: async () => {},
        nack: () => {},
        close: async () => {},
      }))
    const graph = { nodes: [{ id: 'read', operator: 'breaking' }], edges: [] }
    const broken = await tinyRunner(source(fail('SLUICE-GONE', 'the topic was deleted'))).runGraph(graph)
    expect(broken).toMatchObject({ state: 'failed', failure: { code: 'SLUICE-GONE', nodeId: 'read' } })
    pulls = 0
    const away = await tinyRunner(source(fail('SLUICE-BROKER-AWAY', 'away'))).runGraph(graph)
    expect(away).toMatchObject({ state: 'drained', failure: null })
    expect(pulls).toBe(3)
  })
})

describe('what a run tells', () => {
  test('is exhausted when its sources are and nothing is in flight', async () => {
    const { receipts, pipeline, clock } = await start(numbers(2), { endless: false })
    expect(pipeline.isExhausted()).toBe(false)
    receipts.confirm(2)
    await settle()
    expect(pipeline.isExhausted()).toBe(true)
    await pipeline.drain()
    expect(clock.pending).toBe(0)
  })

  test('is when something was last received or settled', async () => {
    const { receipts, pipeline, clock } = await start(numbers(1))
    const received = pipeline.lastActivity()
    await clock.advance(700)
    expect(pipeline.lastActivity()).toBe(received)
    receipts.confirm(1)
    await settle()
    expect(pipeline.lastActivity()).toBe(received + 700)
    await pipeline.stop()
  })

  test('warns once of a message that has been in flight for half a minute, and names the node that holds it', async () => {
    const { pipeline, clock, warnings } = await start(numbers(2))
    await clock.advance(29_000)
    expect(warnings).toEqual([])
    await clock.advance(60_000)
    expect(warnings).toEqual([
      'Message 0 of numbers has been in flight for 30 s, held by node "Write" (write, receipts), and 1 others are as old.',
    ])
    await pipeline.stop()
  })

  test('latencies from receipt to the end of a node, within 5 %', async () => {
    const { pipeline, clock, receipts } = await start(numbers(1))
    await clock.advance(250)
    receipts.confirm(1)
    await settle()
    const { write } = pipeline.snapshot().nodes
    expect(write?.p50Ms).toBeGreaterThan(237)
    expect(write?.p50Ms).toBeLessThan(263)
    await pipeline.stop()
  })

  test('shows every message of a wire to those who look, until they stop or throw', async () => {
    const seen: unknown[] = []
    const source = recordingSource(numbers(4))
    const stopAfter = step('stop-after', {}, (message, emit) => {
      if (message.value === 2) stop()
      return emit('out', message)
    })
    const { startGraph } = tinyRunner(source.operator, stopAfter)
    const graph = {
      nodes: [nodes[0]!, { id: 'watch', operator: 'stop-after' }, { id: 'write', operator: 'test-collect' }],
      edges: ['read.out>watch.in', 'watch.out>write.in'],
    }
    const { pipeline, outputs, warnings } = await startGraph(graph, { clock: createManualClock() })
    const stop = pipeline.observe('watch.out>write.in', (message) => seen.push(message.value))
    pipeline.observe('watch.out>write.in', () => {
      throw new Error('no good')
    })
    expect(() => pipeline.observe('a>b', () => {})).toThrow('no wire a>b')
    await settle()
    expect(seen).toEqual([0, 1])
    expect(outputs('write').length).toBe(4)
    expect(warnings).toEqual([expect.stringContaining('no good')])
    await pipeline.drain()
    expect(pipeline.snapshot().ledger.delivered).toBe(4)
  })
})
