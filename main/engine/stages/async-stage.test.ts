import { describe, expect, test } from 'vitest'
import type { Message } from '../../../shared/message.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'
import { sink, step, tiny, tinyRunner } from '../testing/tiny-operators.ts'
import type { Send } from './transform.ts'

/** An asynchronous step that finishes its messages when told, by value. */
function heldStep(options: { keepsOrder?: boolean } = {}) {
  const running: string[] = []
  const finish = new Map<string, (failure?: Error) => void>()
  const operator = step('held', { async: true, ...options }, async (message, emit) => {
    const value = message.value as string
    running.push(value)
    await new Promise<void>((resolve, reject) => {
      finish.set(value, (failure) => (failure === undefined ? resolve() : reject(failure)))
    })
    running.splice(running.indexOf(value), 1)
    await emit('out', message)
  })
  return { running, finish, operator }
}

const graph = {
  nodes: [
    { id: 'read', operator: 'test-feed' },
    { id: 'work', operator: 'held' },
    { id: 'write', operator: 'test-collect' },
    { id: 'bad', operator: 'test-collect' },
  ],
  edges: ['read.out>work.in', 'work.out>write.in', 'work.errors>bad.in'],
}
const keyed = (text: string) =>
  text.split(' ').map((value) => ({ value, key: value.charAt(0) === '-' ? null : value.charAt(0) }))
const values = (messages: readonly Message[]) => messages.map((message) => message.value)

describe('an asynchronous step', () => {
  test('works on one message of a key at a time, and on different keys side by side', async () => {
    const held = heldStep()
    const { startGraph } = tinyRunner(held.operator)
    const { pipeline, outputs } = await startGraph(graph, {
      clock: createManualClock(),
      feed: { read: keyed('a1 a2 b1 a3') },
    })
    await settle()
    expect(held.running).toEqual(['a1', 'b1'])
    held.finish.get('b1')?.()
    held.finish.get('a1')?.()
    await settle()
    expect(held.running).toEqual(['a2'])
    held.finish.get('a2')?.()
    await settle()
    held.finish.get('a3')?.()
    await settle()
    expect(values(outputs('write'))).toEqual(['b1', 'a1', 'a2', 'a3'])
    await pipeline.drain()
  })

  test('hands over messages of one key side by side when the operator keeps the order itself', async () => {
    const held = heldStep({ keepsOrder: true })
    const { startGraph } = tinyRunner(held.operator)
    const { pipeline, outputs } = await startGraph(graph, {
      clock: createManualClock(),
      feed: { read: keyed('a1 a2 b1') },
    })
    await settle()
    expect(held.running).toEqual(['a1', 'a2', 'b1'])
    for (const value of ['a2', 'b1', 'a1']) held.finish.get(value)?.()
    await settle()
    expect(values(outputs('write'))).toEqual(['a2', 'b1', 'a1'])
    await pipeline.drain()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 3, delivered: 3, inFlight: 0 })
  })

  test('keeps no order among messages without a key', async () => {
    const held = heldStep()
    const { startGraph } = tinyRunner(held.operator)
    const { pipeline, outputs } = await startGraph(graph, {
      clock: createManualClock(),
      feed: { read: keyed('-1 -2') },
    })
    await settle()
    held.finish.get('-2')?.()
    await settle()
    expect(values(outputs('write'))).toEqual(['-2'])
    held.finish.get('-1')?.()
    await pipeline.drain()
  })

  test('works on 64 at a time, and in their order when there are more of one key', async () => {
    const held = heldStep()
    const { startGraph } = tinyRunner(held.operator)
    const names = Array.from({ length: 100 }, (_, index) => ({
      value: `v${index}`,
      key: index >= 63 ? 'last' : `k${index}`,
    }))
    const { pipeline, outputs } = await startGraph(graph, { clock: createManualClock(), feed: { read: names } })
    await settle()
    expect(held.running.length).toBe(64)
    expect(pipeline.snapshot().nodes).toMatchObject({
      work: { depth: 64 },
      read: { activity: 'blocked', blockedBy: 'work' },
    })
    for (let round = 0; round < 100; round++) {
      for (const finish of held.finish.values()) finish()
      await settle()
    }
    const arrived = values(outputs('write'))
    expect(arrived.length).toBe(100)
    const ofOneKey = arrived.filter((value) => Number(String(value).slice(1)) >= 63)
    expect(ofOneKey).toEqual(names.slice(63).map(({ value }) => value))
    await pipeline.drain()
  })

  test('sends what fails to its errors port and goes on with what waited behind it', async () => {
    const held = heldStep()
    const { startGraph } = tinyRunner(held.operator)
    const { pipeline, outputs } = await startGraph(graph, {
      clock: createManualClock(),
      feed: { read: keyed('a1 a2') },
    })
    await settle()
    held.finish.get('a1')?.(new Error('no answer'))
    await settle()
    expect(outputs('bad')[0]?.failure).toMatchObject({ message: 'no answer', nodeId: 'work' })
    expect(held.running).toContain('a2')
    held.finish.get('a2')?.()
    await pipeline.drain()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 2, delivered: 2 })
  })

  test('lets pass at once what needs no waiting, in order with what waits', async () => {
    const waiting: (() => void)[] = []
    const operator = step('held', { async: true }, (message, emit) => {
      if (message.value !== 'a1') return emit('out', message)
      return new Promise<void>((resolve) => waiting.push(resolve)).then(() => emit('out', message))
    })
    const { startGraph } = tinyRunner(operator)
    const { pipeline, outputs } = await startGraph(graph, {
      clock: createManualClock(),
      feed: { read: keyed('b1 a1 a2 c1 a3') },
    })
    await settle()
    expect(values(outputs('write'))).toEqual(['b1', 'c1'])
    expect(pipeline.snapshot().nodes.work?.depth).toBe(3)
    for (const goOn of waiting) goOn()
    await settle()
    expect(values(outputs('write'))).toEqual(['b1', 'c1', 'a1', 'a2', 'a3'])
    await pipeline.drain()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 5, delivered: 5, inFlight: 0 })
  })

  test('sends what fails at once to its errors port, once, and waits when that is full', async () => {
    const operator = step('held', { async: true }, () => {
      throw new Error('not this one')
    })
    let goOn = () => {}
    const full = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const { startGraph } = tinyRunner(
      operator,
      step('slow', { async: true, concurrency: () => 1 }, (message, emit) => full.then(() => emit('out', message))),
    )
    const { pipeline, outputs } = await startGraph(
      {
        nodes: [...graph.nodes, { id: 'before', operator: 'slow' }],
        edges: ['read.out>work.in', 'work.out>write.in', 'work.errors>before.in', 'before.out>bad.in'],
      },
      { clock: createManualClock(), feed: { read: keyed('a1 a2') } },
    )
    await settle()
    expect(pipeline.snapshot().nodes.work?.depth).toBe(2)
    goOn()
    await settle()
    expect(values(outputs('bad'))).toEqual(['a1', 'a2'])
    await pipeline.drain()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 2, delivered: 2, inFlight: 0 })
  })

  test('ignores what comes back after the run has ended', async () => {
    const held = heldStep()
    const written: unknown[] = []
    const { startGraph } = tinyRunner(
      held.operator,
      sink('note', (message) => void written.push(message.value)),
    )
    const nodes = graph.nodes.map((node) => (node.id === 'write' ? { ...node, operator: 'note' } : node))
    const started = await startGraph(
      { ...graph, nodes },
      { clock: createManualClock(), feed: { read: keyed('a1 a2') } },
    )
    await settle()
    await started.pipeline.stop()
    held.finish.get('a1')?.()
    await settle()
    expect(written).toEqual([])
    expect(started.pipeline.snapshot().ledger).toMatchObject({ received: 2, returned: 2, inFlight: 0 })
  })

  test('is closed with the run', async () => {
    let closed = false
    const closing = tiny('held', { async: true }, () => ({
      onMessage: async (message: Message, emit: Send) => emit('out', message),
      close: () => {
        closed = true
      },
    }))
    await tinyRunner(closing).runGraph(graph, { feed: { read: keyed('a1') } })
    expect(closed).toBe(true)
  })
})
