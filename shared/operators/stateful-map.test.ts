import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import type { ExampleMessage } from './define.ts'

const run = (config: Readonly<Record<string, unknown>>, input: readonly ExampleMessage[]) =>
  runOperator('stateful-map', config, input)

const keyed = (key: string, ...values: readonly unknown[]) => values.map((value) => ({ key, value }))

describe('stateful-map', () => {
  it('sends one message for each, with everything but the value as it came', async () => {
    const input = { key: 'a', value: 2, properties: { p: 'x' }, topic: 't', eventTime: 7 }
    const { outputs, ledger } = await run({ state: '1', output: 'value * 10' }, [input])
    expect(outputs.out).toEqual([expect.objectContaining({ ...input, value: 20 })])
    expect(ledger).toMatchObject({ received: 1, delivered: 1, absorbed: 0 })
  })

  it('keeps a state for each key, null at first', async () => {
    const { outputs } = await run({ state: 'state == null ? [value] : state + [value]' }, [
      ...keyed('a', 1, 2),
      ...keyed('b', 3),
      ...keyed('a', 4),
    ])
    expect(outputs.out?.map(({ value }) => value)).toEqual([[1], [1, 2], [3], [1, 2, 4]])
  })

  it('shows the output the state as it was, and the new one as next', async () => {
    const config = { state: 'state == null ? 1 : state + 1', output: '[state, next, value]' }
    const { outputs } = await run(config, keyed('a', 'x', 'y'))
    expect(outputs.out?.map(({ value }) => value)).toEqual([
      [null, 1, 'x'],
      [1, 2, 'y'],
    ])
  })

  it('sees the rest of the message in both expressions', async () => {
    const config = { state: 'properties.p + key', output: 'next + "/" + topic + "/" + string(eventTime)' }
    const { outputs } = await run(config, [{ key: 'k', value: 1, properties: { p: 'x' }, topic: 't', eventTime: 5 }])
    expect(outputs.out?.[0]?.value).toBe('xk/t/5')
  })

  it('forgets the key when the new state is null', async () => {
    const state = 'value == "end" ? null : state == null ? 1 : state + 1'
    const { outputs, nodes } = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'count', operator: 'stateful-map', config: { state } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>count.in', 'count.out>end.in'],
      },
      { feed: { read: [...keyed('a', 'go', 'go', 'end', 'go'), ...keyed('b', 'go', 'end')] } },
    )
    expect(outputs('end').map(({ value }) => value)).toEqual([1, 2, null, 1, 1, null])
    expect(nodes.count?.report).toEqual({ keys: 1 })
  })

  it.each([
    ['the new state', { state: 'state == null ? value.n : state + value.n' }],
    [
      'the output',
      { state: 'state == null ? value.?n.orValue(100) : state + value.?n.orValue(100)', output: 'next + 0 * value.n' },
    ],
  ])('leaves the state as it was when %s fails, and sends the message to errors', async (_which, config) => {
    const { outputs, ledger } = await run(config, keyed('a', { n: 1 }, { m: 5 }, { n: 2 }))
    expect(outputs.errors?.map(({ value, failure }) => [value, failure?.code])).toEqual([
      [{ m: 5 }, 'SLUICE-EXPRESSION-FIELD'],
    ])
    expect(outputs.out?.map(({ value }) => value)).toEqual([1, 3])
    expect(ledger).toMatchObject({ received: 3, delivered: 3 })
  })

  it('sends a message without a key to errors', async () => {
    const { outputs } = await run({ state: 'value' }, [{ value: 1 }, { value: 2, key: 'a' }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-KEY-MISSING')
    expect(outputs.out).toHaveLength(1)
  })

  it('knows next in the output only', async () => {
    const { failure } = await run({ state: 'next' }, [])
    expect(failure?.message).toContain('There is no `next`')
  })

  it('needs an expression for the new state', async () => {
    const { failure } = await run({ output: 'value' }, [])
    expect(failure?.message).toContain('state')
  })
})
