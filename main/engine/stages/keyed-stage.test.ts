import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'
import { receiptsSink } from '../testing/receipts.ts'
import { sink, stateful, type Tiny, type TinyOptions, tinyRunner } from '../testing/tiny-operators.ts'
import type { KeyedBehaviour } from './keyed-stage.ts'

const values = (messages: readonly Message[]) => messages.map(({ value }) => value)
const keyed = (text: string) => text.split(' ').map((value) => ({ key: value[0] as string, value }))

/** `read` → a step `step` of this behaviour → `write`, and `refused` behind its errors. */
function graphOf(operator: Tiny, write = 'test-collect') {
  return {
    nodes: [
      { id: 'read', operator: 'test-feed' },
      { id: 'step', operator: operator.spec.id, name: 'Remember' },
      { id: 'write', operator: write },
      { id: 'refused', operator: 'test-collect' },
    ],
    edges: ['read.out>step.in', 'step.out>write.in', 'step.errors>refused.in'],
  }
}

function runStep(operator: Tiny, inputs: readonly object[], ...more: Tiny[]) {
  return tinyRunner(operator, ...more).runGraph(graphOf(operator), { feed: { read: inputs } })
}

function startStep(operator: Tiny, inputs: readonly object[], write?: Tiny) {
  const clock = createManualClock()
  const { startGraph } = tinyRunner(operator, ...(write === undefined ? [] : [write]))
  return startGraph(graphOf(operator, write?.spec.id), { feed: { read: inputs }, clock }).then(async (started) => {
    await settle()
    return { ...started, clock }
  })
}

const step = (behaviour: KeyedBehaviour, options: TinyOptions = {}) => stateful('step', options, () => behaviour)

/** Sends each message on with how many of its key have come. */
const counting = step({
  onMessage(_key, state, message, emit) {
    const count = ((state as number | undefined) ?? 0) + 1
    void emit('out', { ...message, value: count })
    return count
  },
})

describe('a stateful step', () => {
  test('keeps one state for each key', async () => {
    const result = await runStep(counting, keyed('a b a a b'))
    expect(values(result.outputs('write'))).toEqual([1, 1, 2, 3, 2])
    expect(result.ledger).toMatchObject({ received: 5, delivered: 5, absorbed: 0, inFlight: 0 })
    expect(result.nodes.step?.report).toEqual({ keys: 2 })
  })

  test('counts an input that is not sent on as absorbed', async () => {
    const result = await runStep(step({ onMessage: () => 1 }), keyed('a b'))
    expect(result.ledger).toMatchObject({ received: 2, absorbed: 2, dropped: 0 })
  })

  test('counts it as dropped, under its reason, when the operator says that it drops', async () => {
    const filter = step({ onMessage: () => 1 }, { cardinality: 'optional', dropReason: 'known' })
    const result = await runStep(filter, keyed('a b'))
    expect(result.ledger).toMatchObject({ received: 2, absorbed: 0, dropped: 2 })
    expect(result.nodes.step?.dropped).toEqual({ known: 2 })
  })

  test('sends one input on many times, and settles it with the last', async () => {
    const twice = step({
      onMessage(_key, _state, message, emit) {
        void emit('out', { ...message, value: 1 })
        void emit('out', { ...message, value: 2 })
        return undefined
      },
    })
    const receipts = receiptsSink()
    const { pipeline } = await startStep(twice, keyed('a'), receipts.operator)
    receipts.confirm(1)
    await settle()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 1, delivered: 0, inFlight: 1 })
    receipts.confirm(1)
    await settle()
    expect(pipeline.snapshot().ledger).toMatchObject({ received: 1, delivered: 1, inFlight: 0 })
    await pipeline.drain()
  })

  test('forgets a key whose state becomes undefined', async () => {
    const pairs = step({ onMessage: (_key, state) => (state === undefined ? 1 : undefined) })
    expect((await runStep(pairs, keyed('a b a'))).nodes.step?.report).toEqual({ keys: 1 })
  })

  test('adds its own figures to the number of its keys', async () => {
    const reporting = step({ onMessage: () => 1, report: () => ({ longest: 7 }) })
    expect((await runStep(reporting, keyed('a'))).nodes.step?.report).toEqual({ keys: 1, longest: 7 })
  })

  test('keeps no more keys than it may, and forgets the wake time of the one that goes', async () => {
    const woken: string[] = []
    const small = step({
      maxKeys: 2,
      onMessage: () => 1,
      wakeAt: () => 1_700_000_005_000,
      onTimer: (key) => void woken.push(key),
    })
    const { pipeline, clock } = await startStep(small, keyed('a b c'))
    expect(pipeline.snapshot().nodes.step?.report).toEqual({ keys: 2 })
    await clock.advance(10_000)
    expect(woken).toEqual(['b', 'c'])
    await pipeline.stop()
  })

  test('tells its inputs apart', async () => {
    const sides = stateful('step', { inputs: ['left', 'right'] }, () => ({
      onMessage(_key, state, message, emit, port) {
        void emit('out', { ...message, value: `${port} ${message.value}` })
        return state
      },
    }))
    const { runGraph } = tinyRunner(sides)
    const result = await runGraph(
      {
        nodes: [
          { id: 'one', operator: 'test-feed' },
          { id: 'other', operator: 'test-feed' },
          { id: 'step', operator: 'step' },
          { id: 'write', operator: 'test-collect' },
        ],
        edges: ['one.out>step.left', 'other.out>step.right', 'step.out>write.in'],
      },
      { feed: { one: keyed('a1'), other: keyed('a2') } },
    )
    expect(values(result.outputs('write')).toSorted()).toEqual(['left a1', 'right a2'])
  })
})

describe('what a stateful step makes of its state', () => {
  const lists = stateful('step', {}, (_config, ports) => ({
    onMessage(key, state, message, emit) {
      const list = [...((state as unknown[] | undefined) ?? []), message.value]
      if (list.length < 2) return list
      void emit('out', ports.create(list, { key }))
      return undefined
    },
  }))

  test('has a ledger of its own: the inputs were absorbed', async () => {
    const result = await runStep(lists, keyed('a1 b1 a2 b2 a3'))
    expect(values(result.outputs('write'))).toEqual([
      ['a1', 'a2'],
      ['b1', 'b2'],
    ])
    expect(result.ledger).toMatchObject({ received: 5, absorbed: 5, delivered: 0, inFlight: 0 })
    expect(result.fromState).toMatchObject({ received: 2, delivered: 2, inFlight: 0 })
  })

  test('is in flight until its receipt, and a drain waits for it', async () => {
    const receipts = receiptsSink()
    const { pipeline } = await startStep(lists, keyed('a1 a2'), receipts.operator)
    expect(pipeline.snapshot().fromState).toMatchObject({ received: 1, inFlight: 1 })
    const drained = pipeline.drain()
    await settle()
    expect(pipeline.state).toBe('draining')
    receipts.confirm()
    await drained
    expect(pipeline.snapshot().fromState).toMatchObject({ received: 1, delivered: 1, inFlight: 0 })
  })

  test('is returned when the run is stopped, and balances', async () => {
    const receipts = receiptsSink()
    const { pipeline } = await startStep(lists, keyed('a1 a2'), receipts.operator)
    await pipeline.stop()
    expect(pipeline.snapshot().fromState).toMatchObject({ received: 1, returned: 1, inFlight: 0 })
  })

  test('may be sent once only', async () => {
    const again = stateful('step', {}, (_config, ports) => ({
      onMessage(_key, _state, _message, emit) {
        const made = ports.create(1)
        void emit('out', made)
        void emit('out', made)
        return undefined
      },
    }))
    const result = await runStep(again, keyed('a'))
    expect(result).toMatchObject({ state: 'failed', failure: { code: 'SLUICE-OPERATOR-ORIGIN', nodeId: 'step' } })
  })
})

describe('the errors of a stateful step', () => {
  test('leave with the input, and the state stays as it was', async () => {
    const refusing = step({
      onMessage(_key, state, message, emit) {
        if (message.value === 'a!') throw fail('TOO-LOUD', 'too loud')
        const count = ((state as number | undefined) ?? 0) + 1
        void emit('out', { ...message, value: count })
        return count
      },
    })
    const result = await runStep(refusing, keyed('a1 a! a2'))
    expect(values(result.outputs('write'))).toEqual([1, 2])
    expect(result.outputs('refused').map(({ value, failure }) => [value, failure?.code])).toEqual([['a!', 'TOO-LOUD']])
    expect(result.nodes.step).toMatchObject({ in: 3, errors: 1 })
  })

  test('name a missing key and what to do', async () => {
    const result = await runStep(counting, [{ value: 1 }])
    expect(result.outputs('refused')[0]?.failure).toMatchObject({ code: 'SLUICE-KEY-MISSING', nodeId: 'step' })
  })

  test('need no key when the operator finds one itself, and are what that throws', async () => {
    const own = step({
      keyOf({ value }) {
        if (value === null) throw fail('NOTHING', 'nothing to go by')
        return String(value)
      },
      onMessage: () => 1,
    })
    const result = await runStep(own, [{ value: 1 }, { value: 2 }, { value: 1 }, { value: null }])
    expect(result.nodes.step?.report).toEqual({ keys: 2 })
    expect(result.outputs('refused').map(({ failure }) => failure?.code)).toEqual(['NOTHING'])
  })

  test('after it has sent the input on leave what was sent, and settle it once', async () => {
    const late = step({
      onMessage(_key, _state, message, emit) {
        void emit('out', message)
        throw fail('LATE', 'too late')
      },
    })
    const result = await runStep(late, keyed('a'))
    expect([result.outputs('write').length, result.outputs('refused').length]).toEqual([1, 1])
    expect(result.ledger).toMatchObject({ received: 1, delivered: 1, inFlight: 0 })
  })

  test('end the run when a timer throws: there is no message to blame', async () => {
    const broken = step({
      onMessage: () => 1,
      wakeAt: () => 0,
      onTimer() {
        throw new Error('broken clockwork')
      },
    })
    const { pipeline, clock } = await startStep(broken, keyed('a'))
    await clock.advance(1)
    await pipeline.ended
    expect(pipeline.failure).toMatchObject({ nodeId: 'step', message: 'broken clockwork' })
  })
})

describe('the timers of a stateful step', () => {
  /** Sends what came when a key has been silent for `silenceMs`. */
  const silence = (silenceMs: number) =>
    stateful('step', {}, (_config, ports) => ({
      onMessage: (_key, _state, message) => ({ last: message.value, at: ports.now() }),
      wakeAt: (state) => (state as { at: number }).at + silenceMs,
      onTimer(key, state, _now, emit) {
        void emit('out', ports.create((state as { last: unknown }).last, { key }))
        return undefined
      },
    }))

  test('go off for each key when its time has come, and not before', async () => {
    const { pipeline, outputs, clock } = await startStep(silence(1_000), keyed('a1 b1'))
    await clock.advance(999)
    expect(outputs('write')).toEqual([])
    await clock.advance(1)
    expect(values(outputs('write'))).toEqual(['a1', 'b1'])
    await pipeline.drain()
  })

  test('go off in the order of their times, whatever the order of the keys', async () => {
    const at = step({
      onMessage: (_key, _state, message) => message.value,
      wakeAt: (state) => 1_700_000_000_000 + (state as number),
      onTimer(_key, state, now) {
        woken.push([state, now - 1_700_000_000_000])
        return undefined
      },
    })
    const woken: unknown[] = []
    const inputs = [
      { key: 'a', value: 300 },
      { key: 'b', value: 100 },
      { key: 'c', value: 200 },
      { key: 'a', value: 150 },
    ]
    const { pipeline, clock } = await startStep(at, inputs)
    await clock.advance(1_000)
    expect(woken).toEqual([
      [100, 100],
      [150, 150],
      [200, 200],
    ])
    await pipeline.stop()
  })

  test('farther away than any timer of the world go off when they should, and not before', async () => {
    const days = 24 * 60 * 60 * 1_000
    const clock = createManualClock()
    const asked: number[] = []
    // Without the watch over slow messages, which would look half a million times.
    const after = (ms: number, callback: () => void) => {
      asked.push(ms)
      return ms === 5_000 ? () => {} : clock.after(ms, callback)
    }
    const operator = silence(30 * days)
    const { startGraph } = tinyRunner(operator)
    const feed = { read: keyed('a1') }
    const { pipeline, outputs } = await startGraph(graphOf(operator), { feed, clock: { ...clock, after } })
    await settle()
    await clock.advance(30 * days - 1)
    expect(outputs('write')).toEqual([])
    await clock.advance(1)
    expect(values(outputs('write'))).toEqual(['a1'])
    expect(Math.max(...asked)).toBeLessThan(2 ** 31)
    await pipeline.stop()
  })

  test('are not set anew for each message that moves them nearer, and go off on time all the same', async () => {
    const clock = createManualClock()
    const start = clock.now()
    const waits: number[] = []
    const after = (ms: number, callback: () => void) => {
      waits.push(ms)
      return clock.after(ms, callback)
    }
    const woken: number[] = []
    const nearing = step({
      onMessage: (_key, state) => ((state as number | undefined) ?? 0) + 1,
      wakeAt: (state) => start + 10_000 - (state as number) * 100,
      onTimer: () => void woken.push(clock.now() - start),
    })
    const given = { feed: { read: keyed('a a a a a a a a a a') }, clock: { ...clock, after } }
    const { pipeline } = await tinyRunner(nearing).startGraph(graphOf(nearing), given)
    await settle()
    // The watch over slow messages has one of 5,000.
    expect(waits.filter((ms) => ms > 4_000 && ms !== 5_000)).toEqual([4_950])
    await clock.advance(20_000)
    expect(woken).toEqual([9_000])
    await pipeline.stop()
  })

  test('wait for the step behind when it is full', async () => {
    const receipts = receiptsSink({ maxPending: 1 })
    const { pipeline, clock } = await startStep(silence(1_000), keyed('a1 b1 c1'), receipts.operator)
    await clock.advance(1_000)
    expect(receipts.tried).toEqual(['a1'])
    receipts.confirm()
    await settle()
    expect(receipts.tried).toEqual(['a1', 'b1'])
    await pipeline.stop()
  })

  test('give the others their turn when very many go off at once', async () => {
    const many = Array.from({ length: 2_000 }, (_, key) => ({ key: String(key), value: key }))
    const { pipeline, outputs, clock } = await startStep(silence(1_000), many)
    await clock.advance(1_000)
    const first = outputs('write').length
    expect(first).toBeGreaterThan(0)
    expect(first).toBeLessThan(2_000)
    await settle()
    expect(outputs('write').length).toBe(2_000)
    await pipeline.stop()
  })

  test('do not go off once the run drains: what waits stays state', async () => {
    const receipts = receiptsSink()
    const both = stateful('step', {}, (_config, ports) => ({
      onMessage(_key, _state, message, emit) {
        void emit('out', message)
        return ports.now()
      },
      wakeAt: (state) => (state as number) + 1_000,
      onTimer(_key, _state, _now, emit) {
        void emit('out', ports.create('woken'))
        return undefined
      },
    }))
    const { pipeline, clock } = await startStep(both, keyed('a1'), receipts.operator)
    const drained = pipeline.drain()
    await clock.advance(5_000)
    receipts.confirm()
    await drained
    expect(receipts.tried).toEqual(['a1'])
    expect(pipeline.snapshot().fromState.received).toBe(0)
    expect(clock.pending).toBe(0)
  })
})

describe('back-pressure', () => {
  test('of the step behind reaches the source through a stateful step', async () => {
    const receipts = receiptsSink({ maxPending: 2 })
    const { pipeline } = await startStep(counting, keyed('a1 a2 a3 a4'), receipts.operator)
    expect(pipeline.snapshot().nodes.step?.in).toBe(2)
    receipts.confirm(2)
    await settle()
    expect(pipeline.snapshot().nodes.step?.in).toBe(4)
    await pipeline.stop()
  })

  test('is that of a message made of state too', async () => {
    const making = stateful('step', {}, (_config, ports) => ({
      onMessage(_key, _state, message, emit) {
        void emit('out', ports.create(message.value))
        return undefined
      },
    }))
    const receipts = receiptsSink({ maxPending: 1 })
    const { pipeline } = await startStep(making, keyed('a1 a2'), receipts.operator)
    expect(pipeline.snapshot().nodes.step?.in).toBe(1)
    await pipeline.stop()
  })
})

test('a stateful step does not count as busy or waiting for the keys it keeps', async () => {
  const { pipeline, clock } = await startStep(
    counting,
    keyed('a b c'),
    sink('done', () => {}),
  )
  await clock.advance(100)
  pipeline.snapshot()
  await clock.advance(200)
  pipeline.snapshot()
  await clock.advance(200)
  expect(pipeline.snapshot().nodes.step).toMatchObject({ activity: 'idle', depth: 0 })
  await pipeline.drain()
})
