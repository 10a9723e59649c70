import { describe, expect, it } from 'vitest'
import { runGraph, runOperator, startGraph } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'
import { spec } from './join.ts'
import { specForNode } from './ports.ts'

type Arrival = readonly [side: string, key: string, value: unknown]

/** One feed, told apart by a switch, so that the order of arrival is what the test says. */
function graphOf(config: Readonly<Record<string, unknown>>, sides: readonly string[]) {
  return {
    nodes: [
      { id: 'read', operator: 'test-feed' },
      {
        id: 'by-side',
        operator: 'switch',
        config: { cases: sides.map((side) => ({ id: side, when: `properties.side == "${side}"` })) },
      },
      { id: 'off', operator: 'discard', config: { reason: 'no side' } },
      { id: 'join', operator: 'join', config: { sides, ...config } },
      { id: 'end', operator: 'test-collect' },
      { id: 'failed', operator: 'test-collect' },
    ],
    edges: [
      'read.out>by-side.in',
      'by-side.otherwise>off.in',
      ...sides.map((side) => `by-side.${side}>join.${side}`),
      'join.out>end.in',
      'join.errors>failed.in',
    ],
  }
}

const feedOf = (arrivals: readonly Arrival[]) =>
  arrivals.map(([side, key, value]) => ({ key, value, properties: { side } }))

async function joined(
  config: Readonly<Record<string, unknown>>,
  arrivals: readonly Arrival[],
  sides: readonly string[] = ['left', 'right'],
) {
  const result = await runGraph(graphOf(config, sides), { feed: { read: feedOf(arrivals) } })
  return { ...result, rows: result.outputs('end').map(({ key, value }) => [key, value]) }
}

describe('join', () => {
  const twice: readonly Arrival[] = [
    ['left', 'a', 1],
    ['left', 'a', 2],
    ['right', 'a', 3],
    ['right', 'a', 4],
  ]

  it('sends a row once every side is there, then begins anew, and absorbs what came', async () => {
    const { rows, ledger, fromState } = await joined({}, [
      ['left', 'a', 1],
      ['left', 'b', 2],
      ['right', 'a', 3],
      ['right', 'a', 4],
      ['left', 'a', 5],
    ])
    expect(rows).toEqual([
      ['a', { left: 1, right: 3 }],
      ['a', { left: 5, right: 4 }],
    ])
    expect(ledger).toMatchObject({ received: 5, absorbed: 5, delivered: 0 })
    expect(fromState).toMatchObject({ received: 2, delivered: 2 })
  })

  it.each([
    ['first', [{ left: 1, right: 3 }]],
    ['last', [{ left: 2, right: 3 }]],
    [
      'product',
      [
        { left: 1, right: 3 },
        { left: 2, right: 3 },
      ],
    ],
  ])('keeps %s of each side', async (insertMode, rows) => {
    expect((await joined({ insertMode }, twice)).rows).toEqual(rows.map((row) => ['a', row]))
  })

  it('takes null for a value like any other', async () => {
    const { rows } = await joined({}, [
      ['left', 'a', null],
      ['right', 'a', null],
    ])
    expect(rows).toEqual([['a', { left: null, right: null }]])
  })

  it('sends after every message when running, null for what is missing', async () => {
    expect((await joined({ emitMode: 'running', insertMode: 'first' }, twice)).rows).toEqual([
      ['a', { left: 1, right: null }],
      ['a', { left: 1, right: null }],
      ['a', { left: 1, right: 3 }],
      ['a', { left: 1, right: 3 }],
    ])
  })

  it('sends at the end of the input when final, whatever is missing', async () => {
    const { rows } = await joined({ emitMode: 'final', insertMode: 'product' }, [
      ...twice.slice(0, 3),
      ['right', 'b', 9],
    ])
    expect(rows).toEqual([
      ['a', { left: 1, right: 3 }],
      ['a', { left: 2, right: 3 }],
      ['b', { left: null, right: 9 }],
    ])
  })

  it('sends nothing at the end for a key that is not complete', async () => {
    expect((await joined({}, [['left', 'a', 1]])).rows).toEqual([])
  })

  it('joins up to eight sides by the names they were given, the last one changing fastest', async () => {
    const { rows } = await joined(
      { insertMode: 'product', emitMode: 'final' },
      [
        ['z', 'a', 1],
        ['y', 'a', 2],
        ['x', 'a', 3],
        ['x', 'a', 4],
        ['z', 'a', 5],
      ],
      ['z', 'y', 'x'],
    )
    expect(
      rows.map(([, row]) =>
        Object.entries(row as object)
          .flat()
          .join(''),
      ),
    ).toEqual(['z1y2x3', 'z1y2x4', 'z5y2x3', 'z5y2x4'])
  })

  it('refuses the message that would make too many rows, and keeps the others', async () => {
    const lefts = Array.from({ length: 101 }, (_, index): Arrival => ['left', 'a', index])
    const rights = Array.from({ length: 100 }, (_, index): Arrival => ['right', 'a', index])
    const { outputs } = await joined({ insertMode: 'product', emitMode: 'final' }, [...lefts, ...rights])
    expect(outputs('failed').map(({ value, failure }) => [value, failure?.code])).toEqual([
      [99, 'SLUICE-JOIN-TOO-MANY'],
    ])
    expect(outputs('end')).toHaveLength(101 * 99)
  })

  it('sends a message without a key to errors', async () => {
    const { outputs } = await runOperator('join', {}, [{ value: 1 }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-KEY-MISSING')
  })

  it('forgets a key when none of its messages has come for the time to wait, and counts it', async () => {
    const clock = createManualClock()
    const { pipeline, outputs } = await startGraph(
      {
        nodes: [
          { id: 'orders', operator: 'generator', config: { template: 'simple', keys: 1, count: 3, rate: 10 } },
          { id: 'payments', operator: 'generator', config: { template: 'simple', keys: 1, count: 2, rate: 2 } },
          { id: 'nothing', operator: 'filter', config: { condition: 'eventTime < 0' } },
          { id: 'join', operator: 'join', config: { ttlMs: 250 } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['orders.out>join.left', 'payments.out>nothing.in', 'nothing.out>join.right', 'join.out>end.in'],
      },
      { clock },
    )
    const forgotten: unknown[] = []
    for (const step of [300, 100, 100, 1_000]) {
      await clock.advance(step)
      forgotten.push(pipeline.snapshot().nodes.join?.report?.forgottenKeys)
    }
    await pipeline.stop()
    expect(forgotten).toEqual([0, 0, 1, 1])
    expect(outputs('end')).toEqual([])
    expect(clock.pending).toBe(0)
  })
})

describe('the sides of a join', () => {
  it.each([
    [undefined, ['left', 'right']],
    ['nonsense', ['left', 'right']],
    [
      ['order', 'payment', 'order'],
      ['order', 'payment'],
    ],
    [['a.b', 'out', 'errors', '__proto__', 'toString', 7, null, 'ok'], ['ok']],
    [Array.from({ length: 20 }, (_, index) => `s${index}`), ['s0', 's1', 's2', 's3', 's4', 's5', 's6', 's7']],
  ])('of %o are its inputs', (sides, inputs) => {
    expect(specForNode(spec, { sides }, {}).inputs).toEqual(inputs)
  })

  it.each([
    [['left'], '2'],
    [Array.from({ length: 9 }, (_, index) => `s${index}`), '8'],
    [['left', 'left'], 'the same name'],
    [['a.b', 'c'], 'letters, digits'],
    [['constructor', 'c'], 'letters, digits'],
  ])('%o are refused', (sides, words) => {
    const { error } = spec.config.safeParse({ sides })
    expect(error?.issues.map(({ message }) => message).join()).toContain(words)
  })
})
