import { describe, expect, test } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import { createManualClock, settle, turn } from './testing/manual-clock.ts'
import { receiptsSink } from './testing/receipts.ts'
import { recordingSource } from './testing/recording-source.ts'
import { sink, type Tiny, tinyRunner } from './testing/tiny-operators.ts'

const away = () => fail('SLUICE-BROKER-AWAY', 'the broker is away')
const refused = () => fail('SLUICE-TOPIC-FULL', 'the topic is full')
const nodes = (operator: string) => [
  { id: 'read', operator: 'recorded' },
  { id: 'write', operator, name: 'Write it' },
  { id: 'bad', operator: 'test-collect' },
]
const edges = ['read.out>write.in']

/** A sink that fails the given values as many times as told before it takes them; all kinds of failing look alike. */
function failing(times: Record<string, number>, how: 'throws' | 'rejects', reason = away, rest: object = {}) {
  const written: unknown[] = []
  const onMessage = (message: Message): void | Promise<void> => {
    const left = times[String(message.value)] ?? 0
    if (left > 0) {
      times[String(message.value)] = left - 1
      if (how === 'rejects') return Promise.reject(reason())
      throw reason()
    }
    written.push(message.value)
    return how === 'rejects' ? Promise.resolve() : undefined
  }
  return { written, operator: sink('failing', onMessage, rest) }
}

function setUp(operator: Tiny, values: readonly unknown[]) {
  const source = recordingSource(values)
  return { source, ...tinyRunner(source.operator, operator) }
}

describe('a sink that cannot write for now', () => {
  test.each(['throws', 'rejects'] as const)('%s: is tried again until it can', async (how) => {
    const { operator, written } = failing({ 1: 3 }, how)
    const { runGraph, source } = setUp(operator, [1])
    const result = await runGraph({ nodes: nodes('failing'), edges })
    expect(written).toEqual([1])
    expect(result.ledger).toEqual({ ...emptyLedger, received: 1, delivered: 1 })
    expect(result.warnings).toEqual([
      'Node "Write it" (write, failing) failed and tries again until it succeeds: the broker is away',
    ])
    expect(source.acked).toEqual([0])
  })

  test('keeps the order: what comes later waits behind the message that is tried again', async () => {
    const { operator, written } = failing({ 2: 2 }, 'throws')
    const { runGraph } = setUp(operator, [1, 2, 3, 4])
    await runGraph({ nodes: nodes('failing'), edges })
    expect(written).toEqual([1, 2, 3, 4])
  })

  test('holds up only the lane that fails', async () => {
    const lane = (message: Message) => String(message.value).charAt(0)
    const { operator, written } = failing({ a1: 2 }, 'throws', away, { lane })
    const { runGraph } = setUp(operator, ['a1', 'b1', 'a2', 'b2'])
    await runGraph({ nodes: nodes('failing'), edges })
    expect(written).toEqual(['b1', 'b2', 'a1', 'a2'])
  })

  test('puts messages that failed together back into their order', async () => {
    const source = recordingSource([1, 2, 3], { endless: true })
    const receipts = receiptsSink()
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator, receipts.operator)
    const { pipeline } = await startGraph({ nodes: nodes('receipts'), edges }, { clock })
    await settle()
    expect(receipts.tried).toEqual([1, 2, 3])
    receipts.refuse(away())
    receipts.refuse(away())
    receipts.refuse(away())
    await clock.advance(100)
    expect(receipts.tried.slice(3)).toEqual([1])
    receipts.confirm()
    await turn()
    expect(receipts.tried.slice(3)).toEqual([1, 2, 3])
    receipts.confirm(2)
    await clock.advance(100)
    expect(source.acked).toEqual([0, 1, 2])
    await pipeline.stop()
    expect(clock.pending).toBe(0)
  })

  test('waits longer from try to try, ten seconds at most', async () => {
    const times: number[] = []
    const clock = createManualClock(0)
    const operator = sink('failing', () => {
      times.push(clock.now())
      throw away()
    })
    const { startGraph } = setUp(operator, [1])
    const { pipeline } = await startGraph({ nodes: nodes('failing'), edges }, { clock })
    await clock.advance(60_000)
    await pipeline.stop()
    const gaps = times.slice(1).map((time, index) => time - (times[index] as number))
    expect(gaps.slice(0, 8)).toEqual([75, 150, 300, 600, 1_200, 2_400, 4_800, 7_500])
    expect(Math.max(...gaps)).toBe(7_500)
  })
})

describe('a sink that refuses a message for good', () => {
  test.each(['throws', 'rejects'] as const)('%s: sends it to its errors port', async (how) => {
    const { operator, written } = failing({ 1: 1 }, how, refused)
    const { runGraph, source } = setUp(operator, [1, 2])
    const result = await runGraph({ nodes: nodes('failing'), edges: [...edges, 'write.errors>bad.in'] })
    expect(written).toEqual([2])
    expect(result.outputs('bad')[0]).toMatchObject({ value: 1, failure: { code: 'SLUICE-TOPIC-FULL', attempt: 1 } })
    expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 2 })
    expect([...source.acked].sort()).toEqual([0, 1])
  })

  test('says how often it was tried, and lets those behind it go on', async () => {
    let tries = 0
    const written: unknown[] = []
    const operator = sink('failing', (message) => {
      if (message.value === 2) {
        written.push(2)
        return
      }
      tries++
      throw tries < 3 ? away() : refused()
    })
    const { runGraph } = setUp(operator, [1, 2])
    const result = await runGraph({ nodes: nodes('failing'), edges: [...edges, 'write.errors>bad.in'] })
    expect(result.outputs('bad')[0]?.failure?.attempt).toBe(3)
    expect(written).toEqual([2])
    expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 2 })
  })
})

describe('back-pressure', () => {
  test('a sink that gives no receipt stops the source at its own bound', async () => {
    const source = recordingSource(
      Array.from({ length: 1_000 }, (_, i) => i),
      { batch: 50 },
    )
    const receipts = receiptsSink({ maxPending: 10 })
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator, receipts.operator)
    const { pipeline } = await startGraph({ nodes: nodes('receipts'), edges }, { clock })
    await settle()
    expect(receipts.open).toBe(10)
    expect(source.taken).toBe(50)
    const { nodes: metrics } = pipeline.snapshot()
    expect(metrics.read).toMatchObject({ activity: 'blocked', blockedBy: 'write', depth: 40 })
    expect(metrics.write).toMatchObject({ activity: 'waiting', depth: 10 })
    receipts.confirm(5)
    await settle()
    expect(receipts.open).toBe(10)
    await pipeline.stop()
    expect(clock.pending).toBe(0)
  })

  test('reaches the source through every step', async () => {
    const source = recordingSource(Array.from({ length: 100 }, (_, i) => i))
    const receipts = receiptsSink({ maxPending: 3 })
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator, receipts.operator)
    const all = [...nodes('receipts'), { id: 'twofold', operator: 'double' }, { id: 'slow', operator: 'later' }]
    const wires = ['read.out>twofold.in', 'twofold.out>slow.in', 'slow.out>write.in']
    const { pipeline } = await startGraph({ nodes: all, edges: wires }, { clock })
    await settle()
    expect(receipts.open).toBe(3)
    expect(pipeline.snapshot().ledger.inFlight).toBe(66)
    expect(pipeline.snapshot().nodes.slow).toMatchObject({ activity: 'blocked', blockedBy: 'write' })
    await pipeline.stop()
  })

  test.each([
    ['messages', { maxInFlight: 7 }, 0, 7],
    ['bytes', { maxInFlightBytes: 1_000 }, 300, 3],
  ])('no more than the allowed %s are in flight', async (_, settings, size, expected) => {
    const source = recordingSource(
      Array.from({ length: 100 }, (_, i) => i),
      { size, batch: 20 },
    )
    const receipts = receiptsSink({ maxPending: 1_000 })
    const clock = createManualClock()
    const { startGraph } = tinyRunner(source.operator, receipts.operator)
    const { pipeline } = await startGraph({ nodes: nodes('receipts'), edges, settings }, { clock })
    await settle()
    expect(pipeline.snapshot().ledger.inFlight).toBe(expected)
    receipts.confirm(2)
    await settle()
    expect(pipeline.snapshot().ledger).toMatchObject({ inFlight: expected, delivered: 2 })
    await pipeline.stop()
  })

  test('a message larger than the whole budget is let through alone', async () => {
    const source = recordingSource([1, 2, 3], { size: 5_000 })
    const { runGraph } = tinyRunner(source.operator)
    const graph = {
      nodes: [
        { id: 'read', operator: 'recorded' },
        { id: 'write', operator: 'test-collect' },
      ],
      edges,
    }
    const result = await runGraph({ ...graph, settings: { maxInFlightBytes: 1_000 } })
    expect(result.ledger.delivered).toBe(3)
  })
})
