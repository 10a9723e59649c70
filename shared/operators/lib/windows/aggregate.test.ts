import { describe, expect, it } from 'vitest'
import { runOperator } from '../../../../main/engine/testing/harness.ts'
import { at, byEvent, closed, results, tumbling } from './testing/window-messages.ts'

describe('the result of a window', () => {
  const result = async (aggregate: object, values: readonly unknown[], more: object = {}) => {
    const input = values.map((v, index) => ({ key: 'a', value: { t: index, v } }))
    const config = { windowing: { kind: 'tumbling', lengthMs: 1_000 }, clock: byEvent(100), aggregate, ...more }
    const { outputs } = await runOperator('window', config, input)
    return { value: closed(outputs.out)[0]?.value, errors: outputs.errors?.map(({ failure }) => failure?.code) }
  }
  const unfit = ['SLUICE-WINDOW-VALUE']

  it.each([
    ['count', [1, null, 'x'], 3],
    ['sum', [1, 2.5, -3], 0.5],
    ['sum', [9_007_199_254_740_991, 2], 9_007_199_254_740_993n],
    ['sum', [9_007_199_254_740_993n, -2], 9_007_199_254_740_991],
    ['sum', [9_007_199_254_740_993n, 0.5], 9_007_199_254_740_992],
    ['mean', [1, 2, 6], 3],
    ['min', [3, -1, 2], -1],
    ['max', [3, 9_007_199_254_740_993n, 2], 9_007_199_254_740_993n],
    ['max', [9_007_199_254_740_992n, 9_007_199_254_740_992], 9_007_199_254_740_992n],
    ['min', [2, 2n], 2],
    ['min', ['b', 'ab', 'a'], 'a'],
    ['max', ['\uff5e', '🙂', 'z'], '🙂'],
    ['max', ['1', 2], '1'],
    ['first', [null, 2], null],
    ['last', [1, { x: 2 }], { x: 2 }],
    ['collect', [1, null, [2]], [1, null, [2]]],
  ])('is the %s of %o', async (kind, values, expected) => {
    expect(await result({ kind, of: 'value.v' }, values)).toEqual({ value: expected, errors: [] })
  })

  it('takes the value itself where nothing else is said', async () => {
    const { outputs } = await runOperator('window', { windowing: { kind: 'all' }, aggregate: { kind: 'sum' } }, [
      { key: 'a', value: 1 },
      { key: 'a', value: 2 },
    ])
    expect(results(outputs.out)).toEqual([['a', 0, 3]])
  })

  it.each([
    ['sum', ['x', 1], 1],
    ['mean', [null, 4], 4],
    ['min', [true, 3], 3],
    ['max', [{}, 'x'], 'x'],
  ])('of %s leaves out what does not fit, as an error', async (kind, values, expected) => {
    expect(await result({ kind, of: 'value.v' }, values)).toEqual({ value: expected, errors: unfit })
  })

  it('sends a message to errors whose value cannot be taken', async () => {
    expect(await result({ kind: 'collect', of: 'value.w' }, [1])).toEqual({
      value: undefined,
      errors: ['SLUICE-EXPRESSION-FIELD'],
    })
  })

  it.each([
    { ordered: true, first: 1, last: 2 },
    { ordered: false, first: 1, last: 2 },
  ])('is first and last by timestamp, ordered or not: %o', async ({ ordered, first, last }) => {
    const config = { windowing: tumbling, clock: byEvent(5), ordered }
    const input = at('a5 a1 a8 a1 a7')
    for (const [kind, expected] of [
      ['first', first],
      ['last', last],
    ] as const) {
      const { outputs } = await runOperator('window', { ...config, aggregate: { kind, of: 'value.v' } }, input)
      expect(results(outputs.out)).toEqual([['a', 0, expected]])
    }
  })
})
