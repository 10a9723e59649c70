import { describe, expect, test } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { createManualClock, settle } from '../testing/manual-clock.ts'
import { sink, stateful, step, tiny, tinyRunner } from '../testing/tiny-operators.ts'
import type { Send } from './transform.ts'

const values = (messages: readonly Message[]) => messages.map(({ value }) => value)
const numbers = [{ value: 1 }, { value: -2 }, { value: 30 }]

describe('a sink that knows several ways to refuse', () => {
  /** Refuses what is negative by a port of its own, and what is large by `errors`. */
  const choosy = tiny(
    'choosy',
    { kind: 'sink', cardinality: 'none', outputs: ['negative'], optionalOutputs: ['negative'] },
    () => ({
      open: async () => {},
      flush: async () => {},
      close: async () => {},
      maxPending: 10,
      portFor: ({ code }) => (code === 'NEGATIVE' ? 'negative' : code === 'NOWHERE' ? 'nowhere' : 'errors'),
      onMessage({ value }: Message) {
        if (value === 0) throw fail('NOWHERE', 'nowhere to go')
        if ((value as number) < 0) throw fail('NEGATIVE', 'less than nothing')
        if ((value as number) > 10) throw fail('LARGE', 'too much')
      },
    }),
  )

  const nodes = [
    { id: 'read', operator: 'test-feed' },
    { id: 'write', operator: 'choosy' },
    { id: 'below', operator: 'test-collect' },
    { id: 'other', operator: 'test-collect' },
  ]

  test('sends each refusal out by the port it names', async () => {
    const result = await tinyRunner(choosy).runGraph(
      { nodes, edges: ['read.out>write.in', 'write.negative>below.in', 'write.errors>other.in'] },
      { feed: { read: numbers } },
    )
    expect(values(result.outputs('below'))).toEqual([-2])
    expect(result.outputs('below')[0]?.failure).toMatchObject({ code: 'NEGATIVE', nodeId: 'write', attempt: 1 })
    expect(values(result.outputs('other'))).toEqual([30])
    expect(result.nodes.write).toMatchObject({ out: { negative: 1, errors: 1 }, errors: 1 })
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3, inFlight: 0 })
  })

  test('sends a refusal by errors when its port has no wire, so that it is not lost in silence', async () => {
    const result = await tinyRunner(choosy).runGraph(
      { nodes, edges: ['read.out>write.in', 'write.errors>other.in'] },
      { feed: { read: numbers } },
    )
    expect(values(result.outputs('other'))).toEqual([-2, 30])
  })

  test('sends a refusal by errors when it names a port it does not have', async () => {
    const result = await tinyRunner(choosy).runGraph(
      { nodes, edges: ['read.out>write.in', 'write.errors>other.in'] },
      { feed: { read: [{ value: 0 }] } },
    )
    expect(result.outputs('other')[0]?.failure?.code).toBe('NOWHERE')
  })
})

describe('an output without a wire', () => {
  const sorted = step('sorted', { outputs: ['out', 'late'], optionalOutputs: ['late'] }, (message, emit) =>
    emit((message.value as number) < 0 ? 'late' : 'out', message),
  )
  const drawn = (edges: string[]) => ({
    nodes: [
      { id: 'read', operator: 'test-feed' },
      { id: 'sort', operator: 'sorted' },
      { id: 'write', operator: 'test-collect' },
    ],
    edges: ['read.out>sort.in', ...edges],
  })

  test('drops under its own name when it may be left open', async () => {
    const result = await tinyRunner(sorted).runGraph(drawn(['sort.out>write.in']), { feed: { read: numbers } })
    expect(values(result.outputs('write'))).toEqual([1, 30])
    expect(result.nodes.sort).toMatchObject({ out: { out: 2, late: 1 }, dropped: { late: 1 } })
    expect(result.ledger).toMatchObject({ received: 3, delivered: 2, dropped: 1 })
  })

  test('drops as unwired when it may not, should a check ever let it pass', async () => {
    const result = await tinyRunner(sorted).runGraph(drawn(['sort.late>write.in']), { feed: { read: numbers } })
    expect(result.nodes.sort?.dropped).toEqual({ unwired: 2 })
  })
})

const kinds = [
  ['one message for one', { cardinality: 'one' }],
  ['many for one', { cardinality: 'many' }],
  ['an answer that comes later', { async: true }],
] as const

describe.each(kinds)('a step with %s', (_, options) => {
  const graph = {
    nodes: [
      { id: 'read', operator: 'recorded' },
      { id: 'step', operator: 'opening' },
      { id: 'write', operator: 'noting' },
    ],
    edges: ['read.out>step.in', 'step.out>write.in'],
  }

  function around(open: () => Promise<void>) {
    const order: string[] = []
    const opening = tiny('opening', options, () => ({
      open: async () => {
        order.push('step')
        await open()
      },
      onMessage: (message: Message, emit: Send) => emit('out', message),
      report: () => ({ opened: order.length }),
      close: () => void order.push('step closed'),
    }))
    const recorded = tiny('recorded', { kind: 'source' }, () => ({
      open: async () => void order.push('source'),
      pull: async () => null,
      wake: () => {},
      ack: async () => {},
      nack: () => {},
      close: async () => {},
    }))
    const noting = sink('noting', () => {}, { open: async () => void order.push('sink') })
    return { order, runner: tinyRunner(opening, recorded, noting) }
  }

  test('is opened once, after the sinks and before the sources, and closed', async () => {
    const { order, runner } = around(async () => {})
    expect((await runner.runGraph(graph)).state).toBe('drained')
    expect(order).toEqual(['sink', 'step', 'source', 'step closed'])
  })

  test('keeps the run from starting when it cannot be opened, and is named', async () => {
    const { order, runner } = around(() => Promise.reject(fail('NO-TABLE', 'the table is missing')))
    const result = await runner.runGraph(graph)
    expect(result).toMatchObject({ state: 'failed', failure: { code: 'NO-TABLE', nodeId: 'step' } })
    expect(result.failure?.message).toContain('could not be opened: the table is missing')
    expect(order).not.toContain('source')
  })

  test('shows its own figures', async () => {
    const { runner } = around(async () => {})
    expect((await runner.runGraph(graph)).nodes.step?.report).toEqual({ opened: 4 })
  })
})

test('no source is pulled and no timer goes off before everything is open', async () => {
  let open = () => {}
  const order: string[] = []
  const slow = sink('slow', (message) => void order.push(String(message.value)), {
    open: () => new Promise<void>((resolve) => (open = resolve)).then(() => void order.push('open')),
  })
  const plain = stateful('plain', { cardinality: 'one' }, () => ({
    keyOf: () => 'all',
    onMessage: (_key, state, message, emit) => {
      void emit('out', message)
      return state
    },
  }))
  const { startGraph } = tinyRunner(slow, plain)
  const starting = startGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'plain', operator: 'plain' },
        { id: 'write', operator: 'slow' },
      ],
      edges: ['read.out>plain.in', 'plain.out>write.in'],
    },
    { feed: { read: [{ value: 1 }] }, clock: createManualClock() },
  )
  await settle()
  expect(order).toEqual([])
  open()
  const { pipeline } = await starting
  await settle()
  expect(order).toEqual(['open', '1'])
  await pipeline.drain()
})
