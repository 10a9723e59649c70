import { describe, expect, test } from 'vitest'
import type { Message } from '../../shared/message.ts'
import { createManualClock, settle } from './testing/manual-clock.ts'
import { receiptsSink } from './testing/receipts.ts'
import { recordingSource } from './testing/recording-source.ts'
import { stateful, step, tinyRunner } from './testing/tiny-operators.ts'

const values = (messages: readonly Message[]) => messages.map(({ value }) => value)
const keyed = (text: string) => text.split(' ').map((value) => ({ key: value[0] as string, value }))

/** Joins what came of a key into one text, which it sends at the end of its input. */
const gather = stateful('gather', {}, (_config, ports) => ({
  onMessage: (_key, state, message) => `${(state as string | undefined) ?? ''}${String(message.value)} `,
  onEnd(key, state, emit) {
    void emit('out', ports.create(`[${(state as string).trim()}]`, { key }))
    return undefined
  },
}))

/** Lets a message through in a later turn, when the test says so. */
function gate() {
  const waiting: (() => void)[] = []
  const operator = step('gate', { async: true }, async (message, emit) => {
    await new Promise<void>((resolve) => waiting.push(resolve))
    await emit('out', message)
  })
  const open = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  return { operator, open }
}

const feed = (id: string) => ({ id, operator: 'test-feed' })
const collect = { id: 'write', operator: 'test-collect' }

describe('when its sources are exhausted, a stateful step', () => {
  test('sends what waits for every key, in the order in which they came, and is done with it', async () => {
    const { runGraph } = tinyRunner(gather)
    const graph = {
      nodes: [feed('read'), { id: 'g', operator: 'gather' }, collect],
      edges: ['read.out>g.in', 'g.out>write.in'],
    }
    const result = await runGraph(graph, { feed: { read: keyed('a1 b1 a2') } })
    expect(values(result.outputs('write'))).toEqual(['[a1 a2]', '[b1]'])
    expect(result.nodes.g?.report).toEqual({ keys: 0 })
    expect(result.ledger).toMatchObject({ received: 3, absorbed: 3 })
    expect(result.fromState).toMatchObject({ received: 2, delivered: 2 })
  })

  test('waits for messages that are still on their way to it', async () => {
    const { operator, open } = gate()
    const { startGraph } = tinyRunner(gather, operator)
    const graph = {
      nodes: [feed('read'), { id: 'wait', operator: 'gate' }, { id: 'g', operator: 'gather' }, collect],
      edges: ['read.out>wait.in', 'wait.out>g.in', 'g.out>write.in'],
    }
    const { pipeline, outputs } = await startGraph(graph, { feed: { read: keyed('a1') }, clock: createManualClock() })
    await settle()
    expect([values(outputs('write')), pipeline.isExhausted()]).toEqual([[], false])
    open()
    await settle()
    expect([values(outputs('write')), pipeline.isExhausted()]).toEqual([['[a1]'], true])
    await pipeline.drain()
  })

  test('waits for all of them, not for the first', async () => {
    const other = recordingSource([7], { endless: true })
    const { startGraph } = tinyRunner(gather, other.operator)
    const graph = {
      nodes: [feed('read'), { id: 'other', operator: 'recorded' }, { id: 'g', operator: 'gather' }, collect],
      edges: ['read.out>g.in', 'other.out>g.in', 'g.out>write.in', 'g.errors>write.in'],
    }
    const { pipeline, outputs } = await startGraph(graph, { feed: { read: keyed('a1') }, clock: createManualClock() })
    await settle()
    expect(values(outputs('write'))).toEqual([7])
    expect(pipeline.isExhausted()).toBe(false)
    await pipeline.drain()
    expect(values(outputs('write'))).toEqual([7])
  })

  test('does not wait for sources that do not lead to it', async () => {
    const other = recordingSource([7], { endless: true })
    const { startGraph } = tinyRunner(gather, other.operator)
    const graph = {
      nodes: [feed('read'), { id: 'other', operator: 'recorded' }, { id: 'g', operator: 'gather' }, collect],
      edges: ['read.out>g.in', 'g.out>write.in', 'other.out>write.in'],
    }
    const { pipeline, outputs } = await startGraph(graph, { feed: { read: keyed('a1') }, clock: createManualClock() })
    await settle()
    expect(values(outputs('write')).toSorted()).toEqual([7, '[a1]'])
    expect(pipeline.isExhausted()).toBe(false)
    await pipeline.stop()
  })

  test('comes after those before it, so that it gathers what they send last', async () => {
    const { operator, open } = gate()
    const { startGraph } = tinyRunner(gather, operator)
    const graph = {
      nodes: [
        { id: 'second', operator: 'gather' },
        feed('read'),
        { id: 'wait', operator: 'gate' },
        { id: 'first', operator: 'gather' },
        collect,
      ],
      edges: ['read.out>first.in', 'first.out>wait.in', 'wait.out>second.in', 'second.out>write.in'],
    }
    const { pipeline, outputs } = await startGraph(graph, {
      feed: { read: keyed('a1 a2') },
      clock: createManualClock(),
    })
    await settle()
    expect([values(outputs('write')), pipeline.isExhausted()]).toEqual([[], false])
    open()
    await settle()
    expect(values(outputs('write'))).toEqual(['[[a1 a2]]'])
    expect(pipeline.isExhausted()).toBe(true)
    await pipeline.drain()
  })

  test('waits when the step behind is full, and the run is not exhausted before the last receipt', async () => {
    const receipts = receiptsSink({ maxPending: 1 })
    const { startGraph } = tinyRunner(gather, receipts.operator)
    const graph = {
      nodes: [feed('read'), { id: 'g', operator: 'gather' }, { id: 'write', operator: 'receipts' }],
      edges: ['read.out>g.in', 'g.out>write.in'],
    }
    const { pipeline } = await startGraph(graph, { feed: { read: keyed('a b c') }, clock: createManualClock() })
    for (const tried of [['[a]'], ['[a]', '[b]'], ['[a]', '[b]', '[c]']]) {
      await settle()
      expect([receipts.tried, pipeline.isExhausted()]).toEqual([tried, false])
      receipts.confirm()
    }
    await settle()
    expect(pipeline.isExhausted()).toBe(true)
    await pipeline.drain()
  })

  test('keeps its state when it has nothing to say at the end', async () => {
    const silent = stateful('silent', {}, () => ({ onMessage: () => 1 }))
    const { runGraph } = tinyRunner(silent)
    const graph = { nodes: [feed('read'), { id: 's', operator: 'silent' }], edges: ['read.out>s.in'] }
    const result = await runGraph(graph, { feed: { read: keyed('a b') } })
    expect(result.nodes.s?.report).toEqual({ keys: 2 })
  })

  test('gives the others their turn when it has very many keys', async () => {
    const { startGraph } = tinyRunner(gather)
    const many = Array.from({ length: 2_000 }, (_, key) => ({ key: String(key), value: key }))
    const graph = {
      nodes: [feed('read'), { id: 'g', operator: 'gather' }, collect],
      edges: ['read.out>g.in', 'g.out>write.in'],
    }
    const clock = createManualClock()
    let turns = 0
    const counting = () => {
      turns++
      return clock.yield()
    }
    const counted = { ...clock, yield: counting }
    const { pipeline } = await startGraph(graph, { feed: { read: many }, clock: counted })
    await settle()
    expect(pipeline.snapshot().fromState.delivered).toBe(2_000)
    expect(turns).toBeGreaterThan(3)
    await pipeline.drain()
  })

  test('sends nothing when the run is drained instead', async () => {
    const source = recordingSource([1, 2], { endless: true })
    const unkeyed = stateful('unkeyed', {}, (_config, ports) => ({
      keyOf: () => 'all',
      onMessage: (_key, state, message) => [...((state as unknown[]) ?? []), message.value],
      onEnd(_key, state, emit) {
        void emit('out', ports.create(state))
        return undefined
      },
    }))
    const { startGraph } = tinyRunner(source.operator, unkeyed)
    const graph = {
      nodes: [{ id: 'read', operator: 'recorded' }, { id: 'u', operator: 'unkeyed' }, collect],
      edges: ['read.out>u.in', 'u.out>write.in'],
    }
    const { pipeline, outputs } = await startGraph(graph, { clock: createManualClock() })
    await settle()
    await pipeline.drain()
    expect([values(outputs('write')), pipeline.snapshot().nodes.u?.report]).toEqual([[], { keys: 1 }])
    expect(source.acked).toEqual([0, 1])
  })

  test('stops in the middle when the run is drained meanwhile: what it has not sent stays state', async () => {
    const receipts = receiptsSink({ maxPending: 1 })
    const { startGraph } = tinyRunner(gather, receipts.operator)
    const graph = {
      nodes: [feed('read'), { id: 'g', operator: 'gather' }, { id: 'write', operator: 'receipts' }],
      edges: ['read.out>g.in', 'g.out>write.in'],
    }
    const { pipeline } = await startGraph(graph, { feed: { read: keyed('a b c') }, clock: createManualClock() })
    await settle()
    const drained = pipeline.drain()
    await settle()
    receipts.confirm()
    await drained
    expect(receipts.tried).toEqual(['[a]'])
    expect(pipeline.snapshot()).toMatchObject({
      fromState: { received: 1, delivered: 1 },
      nodes: { g: { report: { keys: 2 } } },
    })
  })

  test('ends the run when it fails: there is no message to blame', async () => {
    const broken = stateful('broken', {}, () => ({
      onMessage: () => 1,
      onEnd() {
        throw new Error('no end in sight')
      },
    }))
    const { runGraph } = tinyRunner(broken)
    const graph = {
      nodes: [feed('read'), { id: 'b', operator: 'broken' }, collect],
      edges: ['read.out>b.in', 'b.out>write.in'],
    }
    const result = await runGraph(graph, { feed: { read: keyed('a') } })
    expect(result).toMatchObject({ state: 'failed', failure: { nodeId: 'b', message: 'no end in sight' } })
  })
})
