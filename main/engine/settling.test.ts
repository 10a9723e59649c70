import { describe, expect, test } from 'vitest'
import type { Message } from '../../shared/message.ts'
import { emptyLedger, type Ledger } from '../../shared/run/ledger.ts'
import { recordingSource } from './testing/recording-source.ts'
import { sink, step, tinyRunner } from './testing/tiny-operators.ts'

const count = (values: Partial<Ledger>): Ledger => ({ ...emptyLedger, ...values })
const numbers = (length: number) => Array.from({ length }, (_, value) => value)
const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b)
const values = (messages: readonly Message[]) => messages.map((message) => message.value)

/** Runs numbers through a graph whose source is `read`. */
async function run(input: readonly unknown[], nodes: Record<string, string>, edges: readonly string[], settings = {}) {
  const source = recordingSource(input)
  const { runGraph } = tinyRunner(source.operator, ...extra)
  const all = Object.entries({ read: 'recorded', ...nodes }).map(([id, operator]) => ({ id, operator }))
  const result = await runGraph({ nodes: all, edges, settings })
  return { ...result, acked: sorted(source.acked) }
}

const twice = step('twice', {}, (message, emit) => {
  void emit('out', message)
  return emit('out', message)
})
const never = step('never', {}, () => {})
const forged = step('forged', {}, (message, emit) =>
  emit('out', { ...message, origin: { ...message.origin, token: -1 } }),
)
const stray = step('stray', {}, (message, emit) => (emit as (port: string, m: Message) => void)('sideways', message))
const halfway = step('halfway', { cardinality: 'many' }, (message, emit) => {
  void emit('out', message)
  throw new Error('stopped half-way')
})
const afterwards = step('afterwards', {}, (message, emit) => {
  void emit('out', message)
  throw new Error('too late')
})
const laterMany = step('later-many', { async: true, cardinality: 'many' }, async (message, emit) => {
  for (let copy = 0; copy < (message.value as number); copy++) {
    await Promise.resolve()
    await emit('out', message)
  }
})
const laterNothing = step(
  'later-nothing',
  { async: true, cardinality: 'optional', dropReason: 'later' },
  async () => {},
)
const discard = sink('discard', () => {}, { dropReason: 'unwanted' })
const extra = [twice, never, forged, stray, halfway, afterwards, laterMany, laterNothing, discard]

describe('settling', () => {
  test('delivers and acknowledges each message once', async () => {
    const result = await run(numbers(5), { twofold: 'double', write: 'test-collect' }, [
      'read.out>twofold.in',
      'twofold.out>write.in',
    ])
    expect(result.state).toBe('drained')
    expect(values(result.outputs('write'))).toEqual([0, 2, 4, 6, 8])
    expect(result.ledger).toEqual(count({ received: 5, delivered: 5 }))
    expect(result.acked).toEqual(numbers(5))
    expect(result.edges).toEqual({ 'read.out>twofold.in': 5, 'twofold.out>write.in': 5 })
  })

  test('counts what a filter keeps back as dropped, with its reason', async () => {
    const result = await run(numbers(5), { even: 'only-even', write: 'test-collect' }, [
      'read.out>even.in',
      'even.out>write.in',
    ])
    expect(result.ledger).toEqual(count({ received: 5, delivered: 3, dropped: 2 }))
    expect(result.nodes.even).toMatchObject({ in: 5, out: { out: 3 }, dropped: { odd: 2 }, errors: 0 })
    expect(result.acked).toEqual(numbers(5))
  })

  test('settles a message that goes two ways only after both', async () => {
    const edges = ['read.out>a.in', 'read.out>even.in', 'even.out>b.in']
    const result = await run(numbers(4), { a: 'test-collect', even: 'only-even', b: 'test-collect' }, edges)
    expect(result.ledger).toEqual(count({ received: 4, delivered: 4 }))
    expect(values(result.outputs('b'))).toEqual([0, 2])
    expect(result.acked).toEqual(numbers(4))
  })

  test('takes the gravest of several ends', async () => {
    const edges = ['read.out>none.in', 'read.out>even.in', 'even.out>none.in']
    const result = await run(numbers(2), { none: 'discard', even: 'only-even' }, edges)
    expect(result.ledger).toEqual(count({ received: 2, dropped: 2 }))
    expect(result.nodes.none).toMatchObject({ in: 3, dropped: { unwanted: 3 } })
  })

  test('keeps the parent open until the last of its children has ended; none at all is a drop', async () => {
    const result = await run([3, 0, 2], { copies: 'repeat', write: 'test-collect' }, [
      'read.out>copies.in',
      'copies.out>write.in',
    ])
    expect(values(result.outputs('write'))).toEqual([0, 1, 2, 0, 1])
    expect(result.ledger).toEqual(count({ received: 3, delivered: 2, dropped: 1 }))
    expect(result.nodes.copies?.dropped).toEqual({ empty: 1 })
    expect(result.acked).toEqual([0, 1, 2])
  })

  test('settles a diamond once, though two messages arrive', async () => {
    const edges = ['read.out>left.in', 'read.out>right.in', 'left.out>write.in', 'right.out>write.in']
    const result = await run(numbers(3), { left: 'double', right: 'double', write: 'test-collect' }, edges)
    expect(values(result.outputs('write'))).toEqual([0, 0, 2, 2, 4, 4])
    expect(result.ledger).toEqual(count({ received: 3, delivered: 3 }))
    expect(result.acked).toEqual([0, 1, 2])
  })

  test('sends a branch exactly one way', async () => {
    const edges = ['read.out>size.in', 'size.small>a.in', 'size.large>b.in']
    const result = await run([1, 20, 3], { size: 'sizes', a: 'test-collect', b: 'test-collect' }, edges)
    expect(values(result.outputs('a'))).toEqual([1, 3])
    expect(values(result.outputs('b'))).toEqual([20])
    expect(result.nodes.size?.out).toEqual({ small: 2, large: 1, errors: 0 })
  })

  test('ends what leaves an unwired port as dropped(unwired)', async () => {
    const result = await run([1, 20, 3], { size: 'sizes', b: 'test-collect' }, ['read.out>size.in', 'size.large>b.in'])
    expect(result.ledger).toEqual(count({ received: 3, delivered: 1, dropped: 2 }))
    expect(result.nodes.size?.dropped).toEqual({ unwired: 2 })
  })

  test('settles what an asynchronous step sends, drops or multiplies', async () => {
    const nodes = { slow: 'later', many: 'later-many', gone: 'later-nothing', write: 'test-collect' }
    const edges = ['read.out>slow.in', 'slow.out>many.in', 'many.out>write.in', 'slow.out>gone.in']
    const result = await run([2, 0, 1], nodes, edges)
    expect(values(result.outputs('write')).length).toBe(3)
    expect(result.ledger).toEqual(count({ received: 3, delivered: 2, dropped: 1 }))
    expect(result.nodes.gone?.dropped).toEqual({ later: 3 })
    expect(result.acked).toEqual([0, 1, 2])
  })

  test('runs graphs that have nothing to do with each other, and sources of several topics', async () => {
    const source = recordingSource(numbers(6), { topics: ['a', 'b', 'c'] })
    const { runGraph } = tinyRunner(source.operator)
    const nodes = [
      { id: 'read', operator: 'recorded' },
      { id: 'other', operator: 'test-feed' },
      { id: 'a', operator: 'test-collect' },
      { id: 'b', operator: 'test-collect' },
    ]
    const feed = { other: [{ value: 1 }] }
    const result = await runGraph({ nodes, edges: ['read.out>a.in', 'other.out>b.in'] }, { feed })
    expect(result.ledger).toEqual(count({ received: 7, delivered: 7 }))
    expect(sorted(source.acked)).toEqual(numbers(6))
  })

  test('carries a message through a thousand steps', async () => {
    const steps = numbers(1_000).map((index) => [`s${index}`, 'double'] as const)
    const edges = [
      'read.out>s0.in',
      ...numbers(999).map((index) => `s${index}.out>s${index + 1}.in`),
      's999.out>write.in',
    ]
    const result = await run([0], { ...Object.fromEntries(steps), write: 'test-collect' }, edges)
    expect(result.ledger).toEqual(count({ received: 1, delivered: 1 }))
  })

  test('keeps sample data out of the ledger', async () => {
    const source = recordingSource(numbers(3), { sampleData: true })
    const { runGraph } = tinyRunner(source.operator)
    const nodes = [
      { id: 'sample', operator: 'recorded' },
      { id: 'write', operator: 'test-collect' },
    ]
    const result = await runGraph({ nodes, edges: ['sample.out>write.in'] })
    expect(result.ledger).toEqual(emptyLedger)
    expect(result.sampleData).toEqual(count({ received: 3, delivered: 3 }))
  })
})

describe('an operator that breaks its promise', () => {
  const through = (operator: string) =>
    run([1, 2], { odd: operator, write: 'test-collect' }, ['read.out>odd.in', 'odd.out>write.in'])

  test.each([
    ['twice', 'SLUICE-OPERATOR-CARDINALITY', 'second message'],
    ['never', 'SLUICE-OPERATOR-CARDINALITY', 'sent nothing'],
    ['afterwards', 'SLUICE-OPERATOR-CARDINALITY', 'too late'],
    ['forged', 'SLUICE-OPERATOR-ORIGIN', 'origin'],
    ['stray', 'SLUICE-OPERATOR-PORT', 'sideways'],
  ])('%s: fails the pipeline with %s and acknowledges nothing', async (operator, code, words) => {
    const result = await through(operator)
    expect(result.state).toBe('failed')
    expect(result.failure).toMatchObject({ code, nodeId: 'odd' })
    expect(result.failure?.message).toContain(words)
    expect(result.acked).toEqual([])
  })

  test('one that fails half-way keeps what it sent and sends its input to errors', async () => {
    const edges = ['read.out>half.in', 'half.out>write.in', 'half.errors>failed.in']
    const result = await run([7], { half: 'halfway', write: 'test-collect', failed: 'test-collect' }, edges)
    expect(values(result.outputs('write'))).toEqual([7])
    expect(result.outputs('failed')[0]?.failure?.message).toBe('stopped half-way')
    expect(result.ledger).toEqual(count({ received: 1, delivered: 1 }))
    expect(result.acked).toEqual([0])
  })
})
