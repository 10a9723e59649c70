import { describe, expect, test } from 'vitest'
import { fail } from '../../shared/ipc/failure.ts'
import { createMessage, createOrigin, type Message } from '../../shared/message.ts'
import { emptyLedger } from '../../shared/run/ledger.ts'
import type { SourceMessage } from './hosted/contract.ts'
import type { OutgoingMessage } from './ports.ts'
import { createManualClock, settle } from './testing/manual-clock.ts'
import { recordingSource } from './testing/recording-source.ts'
import { scriptedStore } from './testing/scripted-store.ts'
import { subscription } from './testing/subscription.ts'
import { stateful, step, tiny, tinyRunner } from './testing/tiny-operators.ts'

const nodes = [
  { id: 'read', operator: 'recorded' },
  { id: 'check', operator: 'positive', name: 'Only positive', onError: 'redeliver' as const },
  { id: 'write', operator: 'test-collect' },
  { id: 'all', operator: 'test-collect' },
]
const edges = ['read.out>check.in', 'check.out>write.in']

function setUp(values: readonly unknown[], redelivers = true) {
  const source = recordingSource(values, { redelivers })
  return { source, ...tinyRunner(source.operator) }
}

describe('a message that a step gives back', () => {
  test('goes to its source with the reason, and is not acknowledged', async () => {
    const { runGraph, source } = setUp([1, -2, 3])
    const result = await runGraph({ nodes, edges })
    expect(result.state).toBe('drained')
    expect(result.ledger).toEqual({ ...emptyLedger, received: 3, delivered: 2, returned: 1 })
    expect(result.nodes.check).toMatchObject({ errors: 1 })
    expect(source.returned).toEqual([[1, 'NEGATIVE']])
    expect(source.acked).toEqual([0, 2])
  })

  test('is not acknowledged either when other branches of it were delivered', async () => {
    const { runGraph, source } = setUp([-1])
    const result = await runGraph({ nodes, edges: [...edges, 'read.out>all.in'] })
    expect(result.outputs('all')).toHaveLength(1)
    expect(result.ledger).toEqual({ ...emptyLedger, received: 1, returned: 1 })
    expect(source.returned).toEqual([[0, 'NEGATIVE']])
    expect(source.acked).toEqual([])
  })

  test('goes back only when all its branches have ended', async () => {
    let release = () => {}
    const slow = step('slow', { async: true }, async (message, emit) => {
      await new Promise<void>((resolve) => (release = resolve))
      await emit('out', message)
    })
    const source = recordingSource([-1], { redelivers: true })
    const { startGraph } = tinyRunner(source.operator, slow)
    const clock = createManualClock()
    const graph = [...nodes, { id: 'slow', operator: 'slow' }]
    const { pipeline } = await startGraph(
      { nodes: graph, edges: [...edges, 'read.out>slow.in', 'slow.out>all.in'] },
      { clock },
    )
    await settle()
    expect(source.returned).toEqual([])
    release()
    await settle()
    expect(source.returned).toEqual([[0, 'NEGATIVE']])
    await pipeline.drain()
  })

  test.each([
    ['a source that takes nothing back', false, {}],
    ['messages acknowledged on receipt', true, { delivery: 'at-most-once' }],
  ])('stops the run with a sentence where it cannot come again: %s', async (_what, redelivers, settings) => {
    const { runGraph, source } = setUp([-1], redelivers)
    const { failure } = await runGraph({ nodes, edges, settings })
    expect(failure).toMatchObject({ code: 'SLUICE-REDELIVER', nodeId: 'check' })
    expect(failure?.message).toContain('Node "Only positive" (check, positive) cannot give back message 0 of numbers')
    expect(failure?.message).toContain('-1 is negative.')
    expect(source.returned).toEqual([])
  })

  test('stops the run when it was made from state', async () => {
    const last = stateful('last', {}, (_config, ports) => ({
      onMessage: (_key, _state, message) => message.value,
      onEnd: (key, state, emit) => void emit('out', ports.create(state, { key })),
    }))
    const source = recordingSource([-1], { redelivers: true })
    const { runGraph } = tinyRunner(source.operator, last, keyed)
    const path = [
      { id: 'key', operator: 'keyed' },
      { id: 'last', operator: 'last' },
    ]
    const graph = {
      nodes: [...nodes, ...path],
      edges: ['read.out>key.in', 'key.out>last.in', 'last.out>check.in', edges[1]!],
    }
    expect((await runGraph(graph)).failure).toMatchObject({ code: 'SLUICE-REDELIVER', nodeId: 'check' })
  })
})

const keyed = step('keyed', {}, (message, emit) => emit('out', { ...message, key: 'k' }))

/** Fails on each value as often as it says. */
function failing(times: number) {
  const tries = new Map<unknown, number>()
  return step('failing', {}, (message, emit) => {
    const before = tries.get(message.value) ?? 0
    tries.set(message.value, before + 1)
    if (before < times) throw fail('NOT-YET', 'not yet')
    return emit('out', message)
  })
}

test('beside a step with state, what is given back is worked on anew when it comes again, and saved once', async () => {
  const count = stateful('count', { cardinality: 'one' }, () => ({
    onMessage(_key, state, message, emit) {
      void emit('out', message)
      return ((state as number | undefined) ?? 0) + 1
    },
  }))
  const source = subscription(['a', 'b', 'c'].map((value) => ({ key: 'k', value })))
  const store = scriptedStore()
  const clock = createManualClock()
  const { startGraph } = tinyRunner(source.operator, count, failing(2))
  const graph = {
    nodes: [
      { id: 'read', operator: 'subscribed' },
      { id: 'count', operator: 'count' },
      { id: 'counted', operator: 'test-collect' },
      { id: 'try', operator: 'failing', onError: 'redeliver' as const },
      { id: 'tried', operator: 'test-collect' },
    ],
    edges: ['read.out>count.in', 'count.out>counted.in', 'read.out>try.in', 'try.out>tried.in'],
  }
  const { pipeline, outputs } = await startGraph(graph, { clock, world: { state: store } })
  for (let turns = 0; turns < 10; turns++) {
    await clock.advance(2_000)
    await settle()
  }
  expect(outputs('tried').map(({ value }) => value)).toEqual(['a', 'b', 'c'])
  expect(source.returned).toHaveLength(6)
  expect([...source.acked].sort()).toEqual([0, 1, 2])
  expect(pipeline.snapshot().ledger).toEqual({ ...emptyLedger, received: 9, delivered: 3, returned: 6 })
  await pipeline.drain()
})

describe('a message that its source declares dead', () => {
  const reason = { code: 'SLUICE-REDELIVERIES', message: 'It was delivered 4 times.' }
  const given = (value: unknown, id: number, isDead = false): SourceMessage => {
    const origin = createOrigin('orders', `1:${id}`, { redeliveryCount: isDead ? 4 : 0 })
    return { message: createMessage(value, origin, { failure: isDead ? reason : null }), id, isDead }
  }

  function deadSource(refusals: number) {
    const batches = [[given(new Uint8Array([0, 255]), 0, true), given(1, 1)], null]
    const state = { acked: [] as unknown[], letters: [] as OutgoingMessage[], messages: [] as Message[], refusals }
    const operator = tiny('dead', { kind: 'source' }, () => ({
      redelivers: true,
      open: async () => {},
      pull: async () => batches.shift() ?? null,
      wake: () => {},
      ack: async (ids: readonly unknown[]) => void state.acked.push(...ids),
      nack: () => {},
      async deadLetter(letter: OutgoingMessage, message: Message) {
        if (state.refusals-- > 0) throw fail('SLUICE-BROKER-GONE', 'the broker said no')
        state.letters.push(letter)
        state.messages.push(message)
      },
      close: async () => {},
    }))
    return { state, operator }
  }

  test.each([0, 3])(
    'is written, in the end, byte for byte with its reason, and acknowledged on the receipt: %i refusals',
    async (refusals) => {
      const { state, operator } = deadSource(refusals)
      const { runGraph } = tinyRunner(operator)
      const graph = { nodes: [{ id: 'read', operator: 'dead' }, nodes[2]!], edges: ['read.out>write.in'] }
      const result = await runGraph(graph, { clock: createManualClock() })
      expect(result.ledger).toEqual({ ...emptyLedger, received: 2, delivered: 1, deadLettered: 1 })
      expect(result.nodes.read).toMatchObject({ errors: 1 })
      expect(state.letters).toHaveLength(1)
      expect([...state.letters[0]!.payload]).toEqual([0, 255])
      expect(state.letters[0]!.properties).toMatchObject({
        original_topic: 'orders',
        original_message_id: '1:0',
        error_code: 'SLUICE-REDELIVERIES',
        error: reason.message,
      })
      expect([...state.acked].sort()).toEqual([0, 1])
    },
  )
})
