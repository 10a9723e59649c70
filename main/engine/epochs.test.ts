import { describe, expect, test } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import { createManualClock, settle } from './testing/manual-clock.ts'
import { receiptsSink } from './testing/receipts.ts'
import { type ScriptedStore, scriptedStore, storeFull } from './testing/scripted-store.ts'
import { type SubscribedMessage, type SubscriptionOptions, subscription } from './testing/subscription.ts'
import { sink, stateful, step, type Tiny, tiny, tinyRunner } from './testing/tiny-operators.ts'

const values = (messages: readonly Message[]) => messages.map(({ value }) => value)
const keyed = (text: string): SubscribedMessage[] =>
  text.split(' ').map((value) => ({ key: value[0] as string, value }))
const range = (length: number) => Array.from({ length }, (_, index) => index)

/** Sends each message on with how many of its key have come. */
const count = stateful('count', { cardinality: 'one' }, () => ({
  onMessage(_key, state, message, emit) {
    const counted = ((state as number | undefined) ?? 0) + 1
    void emit('out', { ...message, value: counted })
    return counted
  },
}))

/** What came of a key until it was silent for 10 s, as a new message. */
const gather = stateful('gather', {}, (_config, ports) => ({
  onMessage: (_key, state, message) => {
    const list = (state as { list: unknown[] } | undefined)?.list ?? []
    return { list: [...list, message.value], at: ports.now() }
  },
  wakeAt: (state) => (state as { at: number }).at + 10_000,
  onTimer(key, state, _now, emit) {
    void emit('out', ports.create((state as { list: unknown[] }).list, { key }))
    return undefined
  },
}))

/** A step before or behind another, that answers when the test says so. */
function gate(id = 'gate') {
  const waiting: (() => void)[] = []
  const operator = step(id, { async: true }, async (message, emit) => {
    if (message.value !== 'through') await new Promise<void>((resolve) => waiting.push(resolve))
    await emit('out', message)
  })
  const open = () => {
    for (const resolve of waiting.splice(0)) resolve()
  }
  return { operator, open }
}

interface Scene {
  readonly messages: readonly SubscribedMessage[]
  /** Operators from the source to the sink, by their ids; the default is `count`. */
  readonly path?: readonly string[]
  readonly more?: readonly Tiny[]
  /** The operator at the end. */
  readonly write?: string
  readonly store?: ScriptedStore
  readonly source?: SubscriptionOptions
  readonly settings?: object
}

/** A subscription, steps in a row, a sink that takes everything. */
async function start(scene: Scene) {
  const { messages, path = ['count'], more = [], write = 'test-collect', store = scriptedStore() } = scene
  const source = subscription(messages, scene.source)
  const again = (): Promise<Running> => run(source, store, { path, more, write, settings: scene.settings })
  return { source, store, again, ...(await again()) }
}

type Running = Awaited<ReturnType<typeof run>>

async function run(
  source: ReturnType<typeof subscription>,
  store: ScriptedStore | null,
  { path, more, write, settings }: { path: readonly string[]; more: readonly Tiny[]; write: string; settings?: object },
) {
  const clock = createManualClock()
  const ids = ['read', ...path, 'write']
  const { startGraph } = tinyRunner(source.operator, count, gather, ...more)
  const graph = {
    nodes: ids.map((id, index) => ({
      id,
      operator: index === 0 ? 'subscribed' : index === ids.length - 1 ? write : id,
    })),
    edges: ids.slice(1).map((id, index) => `${ids[index]}.out>${id}.in`),
    settings: { ...settings },
  }
  const started = await startGraph(graph, { clock, world: { state: store } })
  await settle()
  return { ...started, clock }
}

describe('a message that touched state', () => {
  test('is acknowledged after the epoch that saves its effect, and not before', async () => {
    const { source, store, clock, pipeline } = await start({ messages: keyed('a b a') })
    const order: string[] = []
    store.before = () => void order.push('commit')
    source.onAck = async () => void order.push('ack')
    await clock.advance(999)
    expect(order).toEqual([])
    await clock.advance(1)
    expect(order).toEqual(['commit', 'ack'])
    expect(source.acked).toEqual([0, 1, 2])
    expect(store.states('count:count')).toEqual({ a: 2, b: 1 })
    await pipeline.stop()
  })

  test('is not acknowledged while the store is at it', async () => {
    const { source, store, clock, pipeline } = await start({ messages: keyed('a') })
    let finish = () => {}
    store.before = () => new Promise((resolve) => (finish = resolve))
    await clock.advance(1_000)
    await clock.advance(5_000)
    expect([store.tried, source.acked]).toEqual([1, []])
    finish()
    await settle()
    expect(source.acked).toEqual([0])
    await pipeline.stop()
  })

  test('is acknowledged like any other when state is not kept', async () => {
    const source = subscription(keyed('a b'))
    const { clock, pipeline } = await run(source, null, { path: ['count'], more: [], write: 'test-collect' })
    await clock.advance(100)
    expect(source.acked).toEqual([0, 1])
    await pipeline.stop()
  })

  test('is acknowledged on receipt when delivery is at most once, and state is saved all the same', async () => {
    const { source, store, clock, pipeline } = await start({
      messages: keyed('a b'),
      settings: { delivery: 'at-most-once' },
    })
    await clock.advance(100)
    expect(source.acked).toEqual([0, 1])
    await clock.advance(900)
    expect(store.states('count:count')).toEqual({ a: 1, b: 1 })
    await pipeline.stop()
  })
})

test('a message that touched no state does not wait for an epoch', async () => {
  const { source, store, clock, pipeline } = await start({
    messages: [{ value: -1 }, { key: 'a', value: 2 }],
    path: ['only-even', 'count'],
  })
  await clock.advance(100)
  expect(source.acked).toEqual([0])
  await clock.advance(900)
  expect(source.acked).toEqual([0, 1])
  expect(store.epochs.length).toBe(1)
  await pipeline.stop()
})

test('a pipeline without stateful steps has nothing to do with the store', async () => {
  const { source, store, clock, pipeline } = await start({ messages: [{ value: 1 }], path: ['double'] })
  await clock.advance(100)
  expect(source.acked).toEqual([0])
  await pipeline.drain()
  expect([store.tried, store.closed]).toEqual([0, 1])
})

describe('an epoch', () => {
  test('is cut when 10,000 messages are held, without waiting for the clock', async () => {
    const messages = range(25_000).map((value) => ({ key: String(value % 7), value }))
    const { source, store, pipeline } = await start({ messages })
    await settle()
    expect(store.epochs.length).toBe(2)
    expect(source.acked.length).toBe(20_000)
    expect(Object.values(store.states('count:count')).reduce<number>((sum, each) => sum + (each as number), 0)).toBe(
      20_000,
    )
    await pipeline.drain()
  })

  test('is cut when 64 MB of messages are held', async () => {
    const messages = range(9).map((value) => ({ key: 'a', value, size: 8 * 1024 * 1024 }))
    const { store, source, pipeline } = await start({ messages })
    expect(store.epochs.length).toBe(1)
    expect(source.acked).toEqual(range(8))
    await pipeline.drain()
  })

  test('is not cut when nothing has changed since the last', async () => {
    const { store, source, clock, pipeline } = await start({ messages: keyed('a') })
    await clock.advance(10_000)
    expect(store.tried).toBe(1)
    source.add(...keyed('b'))
    await settle()
    await clock.advance(1_000)
    expect(store.epochs.map(({ number }) => number)).toEqual([1, 2])
    await pipeline.stop()
  })

  test('saves what changed since the last, no more', async () => {
    const { store, source, clock, pipeline } = await start({ messages: keyed('a b c') })
    await clock.advance(1_000)
    source.add(...keyed('b'))
    await settle()
    await clock.advance(1_000)
    const changes = store.epochs[1]?.changes.find(({ node }) => node === 'count:count')
    expect(changes?.states).toMatchObject([{ key: 'b', state: 2 }])
    await pipeline.stop()
  })

  test('waits for the receipts of messages that touched state; meanwhile nothing is let in', async () => {
    const receipts = receiptsSink()
    const { store, source, clock, pipeline } = await start({
      messages: keyed('a b'),
      more: [receipts.operator],
      write: 'receipts',
    })
    await clock.advance(1_000)
    source.add(...keyed('c'))
    receipts.confirm(1)
    await settle()
    expect([store.tried, receipts.tried.length]).toEqual([0, 2])
    receipts.confirm(1)
    await settle()
    expect(source.acked).toEqual([0, 1])
    expect(store.states('count:count')).toEqual({ a: 1, b: 1 })
    expect(receipts.tried.length).toBe(3)
    await pipeline.stop()
  })

  test('waits for the receipts of what was made of state', async () => {
    const receipts = receiptsSink()
    const { store, clock, pipeline } = await start({
      messages: keyed('a1'),
      path: ['gather'],
      more: [receipts.operator],
      write: 'receipts',
    })
    await clock.advance(10_000)
    expect(receipts.tried).toEqual([['a1']])
    expect(store.states('gather:gather')).toMatchObject({ a: { list: ['a1'] } })
    await clock.advance(900)
    receipts.confirm()
    await clock.advance(1_000)
    expect(store.states('gather:gather')).toEqual({})
    await pipeline.stop()
  })

  test('does not wait for messages that have not come to a stateful step yet', async () => {
    const { operator, open } = gate()
    const { store, source, clock, pipeline } = await start({
      messages: [
        { key: 'a', value: 'held' },
        { key: 'b', value: 'through' },
      ],
      path: ['gate', 'count'],
      more: [operator],
    })
    await clock.advance(1_000)
    expect(source.acked).toEqual([1])
    expect(store.states('count:count')).toEqual({ b: 1 })
    open()
    await clock.advance(1_000)
    expect(source.acked).toEqual([1, 0])
    await pipeline.stop()
  })

  test('is given up when what touched state does not settle in time: the sources go on, nothing is acknowledged', async () => {
    const { operator, open } = gate()
    const messages = [{ key: 'a', value: 0 }]
    const { store, source, outputs, clock, pipeline } = await start({
      messages,
      path: ['count', 'gate'],
      more: [operator],
    })
    await clock.advance(1_000)
    source.add({ key: 'b', value: 0 })
    await clock.advance(999)
    expect(outputs('count').length).toBe(1)
    await clock.advance(1)
    expect(outputs('count').length).toBe(2)
    expect([store.tried, source.acked]).toEqual([0, []])
    open()
    await clock.advance(1_000)
    expect(source.acked).toEqual([0, 1])
    await pipeline.stop()
  })

  test('waits longer the next time, so that in the end one is cut', async () => {
    const slow = step('slow', { async: true }, async (message, emit) => {
      await new Promise<void>((resolve) => clockOf().after(2_500, resolve))
      await emit('out', message)
    })
    let started: Running | null = null
    const clockOf = () => started!.clock
    const source = subscription([])
    const store = scriptedStore()
    started = await run(source, store, { path: ['count', 'slow'], more: [slow], write: 'test-collect' })
    // A message every 100 ms, each of which takes 2.5 s behind the state: without patience there is never a quiet moment.
    for (const value of range(100)) {
      source.add({ key: String(value), value })
      await settle()
      await started.clock.advance(100)
    }
    expect(store.epochs.length).toBeGreaterThan(0)
    expect(source.acked.length).toBeGreaterThan(10)
    await started.pipeline.stop()
  })

  test('is not given up when very much is held', async () => {
    const { operator, open } = gate()
    const through = range(50_000).map((value) => ({ key: String(value % 3), value }))
    const passing = step('passing', { async: true }, async (message, emit) => {
      await emit('out', message.key === 'stuck' ? message : { ...message, value: 'through' })
    })
    const { store, outputs, clock, pipeline } = await start({
      messages: [{ key: 'stuck', value: 0 }, ...through],
      path: ['count', 'passing', 'gate'],
      more: [operator, passing],
    })
    for (const _ of range(200)) {
      await settle()
      await clock.advance(1_000)
    }
    const seen = outputs('count').length
    expect(seen).toBeGreaterThan(40_000)
    expect(seen).toBeLessThan(50_000)
    open()
    await settle()
    expect(store.epochs.length).toBeGreaterThan(0)
    expect(outputs('count').length).toBe(50_001)
    await pipeline.drain()
  })

  test('holds timers of state back until it is saved', async () => {
    const store = scriptedStore()
    store.before = () => Promise.reject(storeFull())
    const { outputs, clock, pipeline } = await start({ messages: keyed('a1'), path: ['gather'], store })
    await clock.advance(12_000)
    expect(outputs('write')).toEqual([])
    store.before = () => {}
    await clock.advance(10_000)
    expect(values(outputs('write'))).toEqual([['a1']])
    await pipeline.stop()
  })

  test('takes the changes of several steps together, and only between calls', async () => {
    const { store, clock, pipeline } = await start({
      messages: range(30_000).map((value) => ({ key: String(value % 5), value })),
      path: ['count', 'gather'],
    })
    await clock.advance(2_000)
    for (const [index] of store.epochs.entries()) {
      const counted = countAfter(store, index, 'count:count', (state) => state as number)
      const gathered = countAfter(store, index, 'gather:gather', (state) => (state as { list: unknown[] }).list.length)
      expect(gathered).toBe(counted)
    }
    expect(store.epochs.length).toBeGreaterThan(2)
    await pipeline.stop()
  })
})

/** The sum over the states of a node after an epoch. */
function countAfter(store: ScriptedStore, index: number, node: string, of: (state: unknown) => number): number {
  const states = new Map<string, number>()
  for (const epoch of store.epochs.slice(0, index + 1)) {
    const changes = epoch.changes.find((each) => each.node === node)
    for (const { key, state } of changes?.states ?? []) states.set(key, of(state))
  }
  return [...states.values()].reduce((sum, each) => sum + each, 0)
}

describe('a store that cannot save', () => {
  test('stops the sources, alarms once, shows on the nodes, and all goes on by itself when it can again', async () => {
    const { store, source, outputs, warnings, clock, pipeline } = await start({ messages: keyed('a b') })
    store.before = () => Promise.reject(storeFull())
    await clock.advance(1_000)
    source.add(...keyed('c'))
    await clock.advance(60_000)
    expect(store.tried).toBeGreaterThan(5)
    expect(outputs('write').length).toBe(2)
    expect(source.acked).toEqual([])
    expect(warnings.length).toBe(1)
    expect(warnings[0]).toContain('cannot be saved: The disk is full.')
    expect(pipeline.snapshot().nodes).toMatchObject({
      read: { activity: 'blocked', blockedBy: 'count' },
      count: { activity: 'waiting' },
    })
    store.before = () => {}
    await clock.advance(20_000)
    expect(store.states('count:count')).toEqual({ a: 1, b: 1, c: 1 })
    expect(source.acked).toEqual([0, 1, 2])
    expect(pipeline.snapshot().nodes.read).not.toHaveProperty('blockedBy')
    await pipeline.drain()
    expect(pipeline.state).toBe('drained')
  })

  test('gets what changed meanwhile with the next try', async () => {
    const { operator, open } = gate()
    const { store, source, clock, pipeline } = await start({
      messages: [
        { key: 'a', value: 'through' },
        { key: 'b', value: 'held' },
      ],
      path: ['gate', 'count'],
      more: [operator],
    })
    store.before = () => Promise.reject(storeFull())
    await clock.advance(1_000)
    open()
    await settle()
    store.before = () => {}
    await clock.advance(1_000)
    expect(store.states('count:count')).toEqual({ a: 1, b: 1 })
    expect(source.acked).toEqual([0, 1])
    await pipeline.stop()
  })

  test('saves with the next try what was done while it failed, and recognises all of it later', async () => {
    const { operator, open } = gate()
    const first = await start({
      messages: [
        { key: 'a', value: 'through' },
        { key: 'b', value: 'held' },
      ],
      path: ['gate', 'count'],
      more: [operator],
    })
    let refuse = (_reason: Error) => {}
    first.store.before = () => new Promise((_, reject) => (refuse = reject))
    first.source.onAck = () => new Promise(() => {})
    await first.clock.advance(1_000)
    open()
    await settle()
    first.store.before = () => {}
    refuse(storeFull())
    await first.clock.advance(1_000)
    await first.pipeline.stop()
    const second = await first.again()
    await second.clock.advance(1_000)
    expect(second.pipeline.snapshot().nodes.read?.dropped).toEqual({ repeated: 2 })
    expect(first.store.states('count:count')).toEqual({ a: 1, b: 1 })
    await second.pipeline.stop()
  })

  test('waits before each try for what has come to touch state meanwhile', async () => {
    const { operator, open } = gate()
    const receipts = receiptsSink()
    const { store, source, clock, pipeline } = await start({
      messages: [
        { key: 'a', value: 'through' },
        { key: 'b', value: 'held' },
      ],
      path: ['gate', 'count'],
      more: [operator, receipts.operator],
      write: 'receipts',
    })
    store.before = () => Promise.reject(storeFull())
    receipts.confirm()
    await clock.advance(1_000)
    open()
    await settle()
    store.before = () => {}
    await clock.advance(20_000)
    expect([store.tried, source.acked]).toEqual([1, []])
    receipts.confirm()
    await settle()
    expect(store.states('count:count')).toEqual({ a: 1, b: 1 })
    expect(source.acked).toEqual([0, 1])
    await pipeline.stop()
  })

  test('for good ends the run, and nothing is acknowledged', async () => {
    const { store, source, clock, pipeline } = await start({ messages: keyed('a') })
    store.before = () => Promise.reject(fail('SLUICE-STATE-INVALID', 'A state is a function.'))
    await clock.advance(1_000)
    await pipeline.ended
    expect(pipeline.failure).toMatchObject({ code: 'SLUICE-STATE-INVALID' })
    expect([source.acked, clock.pending]).toEqual([[], 0])
  })
})

describe('a drain', () => {
  test('saves a last epoch before it acknowledges', async () => {
    const { store, source, pipeline, clock } = await start({ messages: keyed('a b') })
    const order: string[] = []
    store.before = () => void order.push('commit')
    source.onAck = async () => void order.push('ack')
    await pipeline.drain()
    expect(pipeline.state).toBe('drained')
    expect(order).toEqual(['commit', 'ack'])
    expect([source.acked, store.closed, clock.pending]).toEqual([[0, 1], 1, 0])
  })

  test('saves what waits in state and does not send it', async () => {
    const { store, outputs, pipeline } = await start({ messages: keyed('a1 a2'), path: ['gather'] })
    await pipeline.drain()
    expect(outputs('write')).toEqual([])
    expect(store.states('gather:gather')).toMatchObject({ a: { list: ['a1', 'a2'] } })
  })

  test('that cannot save gives up after its deadline, acknowledges nothing, and says what comes again', async () => {
    const { store, source, clock, pipeline } = await start({ messages: keyed('a b') })
    store.before = () => Promise.reject(storeFull())
    const drained = pipeline.drain(20_000)
    await clock.advance(20_000)
    await drained
    expect(pipeline.state).toBe('gave-up')
    expect(pipeline.failure?.message).toContain(
      'The state that 2 messages changed was not saved; they will be delivered again too.',
    )
    store.before = () => {}
    await settle()
    expect([source.acked, clock.pending, store.closed]).toEqual([[], 0, 1])
  })

  test('that began while the store could not save succeeds when it can in time', async () => {
    const { store, source, clock, pipeline } = await start({ messages: keyed('a b') })
    store.before = () => Promise.reject(storeFull())
    await clock.advance(3_000)
    const drained = pipeline.drain(20_000)
    await clock.advance(3_000)
    store.before = () => {}
    await clock.advance(15_000)
    await drained
    expect([pipeline.state, source.acked, clock.pending]).toEqual(['drained', [0, 1], 0])
  })
})

test('a stop acknowledges nothing, though the store finishes what it was at', async () => {
  const { store, source, clock, pipeline } = await start({ messages: keyed('a') })
  let finish = () => {}
  store.before = () => new Promise((resolve) => (finish = resolve))
  await clock.advance(1_000)
  await pipeline.stop()
  finish()
  await settle()
  expect([store.epochs.length, source.acked, clock.pending]).toEqual([1, [], 0])
})

describe('a new run', () => {
  test('goes on with the states of the last', async () => {
    const first = await start({ messages: keyed('a b a') })
    await first.pipeline.drain()
    first.source.add(...keyed('a b'))
    const second = await first.again()
    expect(values(second.outputs('write'))).toEqual([3, 2])
    await second.pipeline.drain()
    expect(first.store.states('count:count')).toEqual({ a: 3, b: 2 })
  })

  test('wakes keys whose time came while nothing ran, once everything is open', async () => {
    const first = await start({ messages: keyed('a1'), path: ['gather'] })
    await first.pipeline.drain()
    const second = await first.again()
    expect(second.outputs('write')).toEqual([])
    await second.clock.advance(10_000)
    expect(values(second.outputs('write'))).toEqual([['a1']])
    await second.pipeline.drain()
    expect(first.store.states('gather:gather')).toEqual({})
  })

  test('wakes at once those that are overdue, and whoever looks at the wires sees them', async () => {
    const store = scriptedStore()
    await store.commit({
      number: 7,
      changes: [{ node: 'gather:gather', states: [{ key: 'a', state: { list: [1], at: 0 } }] }],
    })
    const { outputs, clock, pipeline } = await start({ messages: [], path: ['gather'], store })
    await clock.advance(0)
    await settle()
    expect(values(outputs('write'))).toEqual([[1]])
    await pipeline.drain()
    expect(store.epochs.at(-1)?.number).toBe(8)
  })

  test('keeps and names the states of steps that are not there any more', async () => {
    const store = scriptedStore()
    await store.commit({
      number: 1,
      changes: [
        { node: 'old:gather', states: [{ key: 'a', state: 1 }] },
        { node: 'count:gather', states: [{ key: 'a', state: 1 }] },
        { node: 'old:subscribed:handed-out', states: [{ key: '1', state: [] }] },
      ],
    })
    const { warnings, outputs, pipeline } = await start({ messages: keyed('a'), store })
    expect(warnings).toEqual([expect.stringContaining('not in the pipeline: old (gather), count (gather).')])
    expect(values(outputs('write'))).toEqual([1])
    await pipeline.drain()
    expect(store.states('old:gather')).toEqual({ a: 1 })
  })

  test('does not start when its states cannot be read, and opens no source', async () => {
    const store = scriptedStore()
    let opened = false
    const source = tiny('subscribed', { kind: 'source' }, () => ({
      open: async () => {
        opened = true
      },
      pull: async () => null,
      wake: () => {},
      ack: async () => {},
      nack: () => {},
      close: async () => {},
    }))
    const shut = { ...store, contents: () => Promise.reject(fail('SLUICE-STATE-IN-USE', 'Process 7 has it.')) }
    const { runGraph } = tinyRunner(source, count)
    const graph = {
      nodes: [
        { id: 'read', operator: 'subscribed' },
        { id: 'count', operator: 'count' },
      ],
      edges: ['read.out>count.in'],
    }
    const result = await runGraph(graph, { world: { state: shut } })
    expect(result).toMatchObject({ state: 'failed', failure: { code: 'SLUICE-STATE-IN-USE' } })
    expect(opened).toBe(false)
  })
})

describe('a message that comes again', () => {
  test('in the same run is counted once, and acknowledged when its effect is saved', async () => {
    const { source, store, clock, pipeline } = await start({ messages: keyed('a b') })
    source.redeliver()
    await settle()
    expect(source.handedOut).toEqual([0, 1, 0, 1])
    await clock.advance(1_000)
    await clock.advance(100)
    expect(store.states('count:count')).toEqual({ a: 1, b: 1 })
    expect(source.acked).toEqual([0, 1, 0, 1])
    const { ledger, nodes } = pipeline.snapshot()
    expect(nodes.read?.dropped).toEqual({ repeated: 2 })
    expect(ledger).toMatchObject({ received: 4, delivered: 2, dropped: 2, inFlight: 0 })
    await pipeline.drain()
  })

  test('while it is on its way is not acknowledged before it has settled', async () => {
    const { operator, open } = gate()
    const { source, clock, pipeline } = await start({
      messages: [{ key: 'a', value: 'held' }],
      path: ['gate', 'count'],
      more: [operator],
    })
    source.redeliver()
    await clock.advance(3_000)
    expect(source.acked).toEqual([])
    open()
    await clock.advance(1_100)
    expect(source.acked).toEqual([0, 0])
    await pipeline.drain()
  })

  test('and touched no state is acknowledged with the first, or worked on again', async () => {
    const { operator, open } = gate()
    const { source, outputs, clock, pipeline } = await start({
      messages: [{ value: 'odd' }],
      path: ['gate', 'dropping', 'count'],
      more: [operator, step('dropping', { cardinality: 'optional' }, () => {})],
    })
    source.redeliver()
    await settle()
    expect(outputs('gate').length).toBe(1)
    open()
    await clock.advance(100)
    expect(source.acked).toEqual([0, 0])
    source.forget(0)
    source.redeliver()
    await settle()
    expect(outputs('gate').length).toBe(2)
    await pipeline.stop()
  })

  test('in the next run, and nothing else does, is acknowledged when that run drains at once', async () => {
    const first = await start({ messages: keyed('a b') })
    first.source.onAck = () => new Promise(() => {})
    await first.clock.advance(1_000)
    await first.pipeline.stop()
    first.source.onAck = async () => {}
    const second = await first.again()
    expect(first.source.acked).toEqual([])
    await second.pipeline.drain()
    expect(first.source.acked).toEqual([0, 1])
    expect(first.store.states('count:count')).toEqual({ a: 1, b: 1 })
  })

  test('in the next run, because the run ended between saving and acknowledging, is counted once', async () => {
    const first = await start({ messages: keyed('a b a') })
    first.source.onAck = () => new Promise(() => {})
    await first.clock.advance(1_000)
    expect(first.store.states('count:count')).toEqual({ a: 2, b: 1 })
    await first.pipeline.stop()
    first.source.onAck = async () => {}
    first.source.add(...keyed('a'))
    const second = await first.again()
    expect(values(second.outputs('write'))).toEqual([3])
    await second.pipeline.drain()
    expect(first.store.states('count:count')).toEqual({ a: 3, b: 1 })
    expect(first.source.acked.toSorted()).toEqual([0, 1, 2, 3])
  })

  test('because the broker forgot its acknowledgement is recognised for ten epochs more, and then forgotten', async () => {
    const { source, store, clock, pipeline } = await start({ messages: keyed('a') })
    const epoch = async () => {
      source.add(...keyed('b'))
      await settle()
      await clock.advance(1_000)
    }
    const comesAgain = async () => {
      source.forget(0)
      source.redeliver()
      await settle()
      await clock.advance(1_100)
    }
    await clock.advance(1_000)
    for (const _ of range(9)) await epoch()
    await comesAgain()
    expect(store.states('count:count')).toEqual({ a: 1, b: 9 })
    expect(Object.keys(store.states('read:subscribed:handed-out')).length).toBe(10)
    await epoch()
    await epoch()
    expect(Object.keys(store.states('read:subscribed:handed-out')).length).toBe(10)
    await comesAgain()
    expect(store.states('count:count')).toEqual({ a: 2, b: 11 })
    await pipeline.drain()
  })

  test('is not forgotten while its acknowledgement is not confirmed', async () => {
    const { source, store, clock, pipeline } = await start({ messages: keyed('a') })
    source.onAck = () => Promise.reject(fail('SLUICE-BROKER-REFUSED', 'not now'))
    await clock.advance(1_000)
    source.onAck = async () => {}
    for (const _ of range(15)) {
      source.add(...keyed('b'))
      await settle()
      await clock.advance(1_000)
    }
    source.redeliver()
    await settle()
    await clock.advance(1_000)
    expect(store.states('count:count')).toEqual({ a: 1, b: 15 })
    await pipeline.drain()
  })

  test('is taken for a new one where a source numbers its messages anew in every run', async () => {
    const first = await start({ messages: keyed('a'), source: { redelivers: false } })
    await first.pipeline.drain()
    first.source.forget(0)
    const second = await first.again()
    await second.pipeline.drain()
    expect(first.store.states('count:count')).toEqual({ a: 2 })
    expect(Object.keys(first.store.states('read:subscribed:handed-out'))).toEqual([])
  })
})

test('the states of a step that takes batches are saved with the messages of the batch', async () => {
  const batches = tiny(
    'batches',
    { kind: 'stateful', batch: true, cardinality: 'optional' },
    (_config, { states }) => ({
      maxBatch: 10,
      open: async () => {},
      close: async () => {},
      async onBatch(batch: readonly Message[]) {
        await Promise.resolve()
        for (const { key } of batch) {
          if (key !== null) states.set(key, ((states.get(key) as number | undefined) ?? 0) + 1)
        }
        return batch.map((message) => ({ outputs: [{ port: 'out', message }] }))
      },
    }),
  )
  const scene = { path: ['batches'], more: [batches] }
  const first = await start({ messages: [{ value: 0 }], ...scene })
  await first.clock.advance(100)
  expect(first.source.acked).toEqual([0])
  first.source.add(...keyed('a b a'))
  await settle()
  await first.clock.advance(500)
  expect(first.source.acked).toEqual([0])
  await first.clock.advance(500)
  expect(first.source.acked).toEqual([0, 1, 2, 3])
  await first.pipeline.drain()
  first.source.add(...keyed('a'))
  const second = await first.again()
  await second.pipeline.drain()
  expect(first.store.states('batches:batches')).toEqual({ a: 3, b: 1 })
})

test('a stateful step behind a sink that never confirms holds nothing but its own messages', async () => {
  const stuck = sink('stuck', () => new Promise<void>(() => {}))
  const source = subscription(keyed('a b'))
  const { startGraph } = tinyRunner(source.operator, count, stuck)
  const clock = createManualClock()
  const { pipeline } = await startGraph(
    {
      nodes: [
        { id: 'read', operator: 'subscribed' },
        { id: 'other', operator: 'test-feed' },
        { id: 'count', operator: 'count' },
        { id: 'write', operator: 'test-collect' },
        { id: 'stuck', operator: 'stuck' },
      ],
      edges: ['read.out>count.in', 'count.out>write.in', 'other.out>stuck.in'],
    },
    { feed: { other: [{ value: 1 }] }, clock, world: { state: scriptedStore() } },
  )
  await settle()
  await clock.advance(1_000)
  expect(source.acked).toEqual([0, 1])
  await pipeline.stop()
})
