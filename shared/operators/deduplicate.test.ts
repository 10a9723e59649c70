import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator, startGraph } from '../../main/engine/testing/harness.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'

const run = async (config: Readonly<Record<string, unknown>>, values: readonly unknown[]) => {
  const result = await runOperator(
    'deduplicate',
    { id: 'value', ...config },
    values.map((value) => ({ value })),
  )
  return { ...result, values: result.outputs.out?.map(({ value }) => value) }
}

describe('deduplicate', () => {
  it('sends the first of each id on as it came, and counts the others as duplicates', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'once', operator: 'deduplicate', config: { id: 'value.id' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>once.in', 'once.out>end.in'],
      },
      {
        feed: { read: [{ value: { id: 'a', n: 1 }, key: 'k' }, { value: { id: 'a', n: 2 } }, { value: { id: 'b' } }] },
      },
    )
    expect(result.outputs('end')).toMatchObject([{ value: { id: 'a', n: 1 }, key: 'k' }, { value: { id: 'b' } }])
    expect(result.ledger).toMatchObject({ received: 3, delivered: 2, dropped: 1 })
    expect(result.nodes.once?.dropped).toEqual({ duplicate: 1 })
  })

  it('takes text, numbers and truth values for ids, and never one for the other', async () => {
    const ids = ['1', 1, 9007199254740993n, '9007199254740993', true, 'true', '#1', '##1', '#true', '', 0, false, 1.5]
    expect((await run({}, [...ids, ...ids])).values).toEqual(ids)
  })

  it('keeps any two different ids apart, and any two equal ones together', async () => {
    const id = fc.oneof(
      fc.stringMatching(/^#{0,3}[0-9a-z]{0,3}$/),
      fc.integer({ min: -3, max: 3 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0),
      fc.boolean(),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(id), async (ids) => {
        expect((await run({}, ids)).values).toEqual([...new Set(ids)])
      }),
      { numRuns: 50, seed: 1 },
    )
  })

  it.each([
    [null, 'nothing (null)'],
    [{ a: 1 }, 'an object'],
    [[1], 'a list'],
    [Number.NaN, 'the number NaN'],
    [new Uint8Array([1]), 'bytes'],
  ])('sends %o to errors: it is no id', async (value, words) => {
    const { outputs } = await run({}, [value])
    expect(outputs.errors?.[0]?.failure).toMatchObject({
      code: 'SLUICE-DEDUPLICATE-ID',
      detail: { expression: 'value' },
    })
    expect(outputs.errors?.[0]?.failure?.message).toContain(words)
  })

  it('remembers nothing of a message whose id cannot be computed', async () => {
    const { outputs } = await runOperator('deduplicate', { id: 'value.id' }, [{ value: {} }, { value: { id: 'a' } }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-EXPRESSION-FIELD')
    expect(outputs.out).toHaveLength(1)
  })

  it('forgets the id that was met longest ago when there is no room', async () => {
    expect((await run({ capacity: 2 }, ['a', 'b', 'a', 'c', 'a', 'b'])).values).toEqual(['a', 'b', 'c', 'b'])
  })

  it.each([
    [250, [1, 4, 7]],
    [0, [1]],
  ])('forgets an id %i ms after its first message; 0 is never', async (ttlMs, expected) => {
    const clock = createManualClock()
    const { pipeline, outputs } = await startGraph(
      {
        nodes: [
          {
            id: 'read',
            operator: 'generator',
            config: { template: 'custom', body: '{"n": "{index + 1}"}', count: 8, rate: 10 },
          },
          { id: 'once', operator: 'deduplicate', config: { id: '"same"', ttlMs } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>once.in', 'once.out>end.in'],
      },
      { clock },
    )
    await clock.advance(2_000)
    await pipeline.stop()
    expect(outputs('end').map(({ value }) => (value as { n: number }).n)).toEqual(expected)
    expect(clock.pending).toBe(0)
  })

  it.each([{ capacity: 0 }, { ttlMs: -1 }, { id: '' }])('refuses %o by a sentence', async (config) => {
    expect((await run(config, [])).failure?.message).toContain(Object.keys(config)[0])
  })
})
