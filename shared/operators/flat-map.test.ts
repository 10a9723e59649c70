import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { isBalanced } from '../run/ledger.ts'

const flatMap = (values: readonly unknown[], expression = 'value') =>
  runOperator(
    'flat-map',
    { expression },
    values.map((value) => ({ value })),
  )

describe('flat-map', () => {
  it('makes a message of each entry, in the order of the list and of the messages', async () => {
    const { outputs, ledger } = await flatMap([[1, 2, 3], [4], [5, 6]])
    expect(outputs.out?.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6])
    expect(ledger).toMatchObject({ received: 3, delivered: 3, dropped: 0 })
  })

  it('hands on all that surrounds the value', async () => {
    const around = { key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const { outputs } = await runOperator('flat-map', { expression: 'value' }, [{ value: [1, null], ...around }])
    expect(outputs.out).toMatchObject([
      { value: 1, ...around },
      { value: null, ...around },
    ])
  })

  it('counts a message whose list is empty as dropped(empty-list)', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'each', operator: 'flat-map', config: { expression: 'value' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>each.in', 'each.out>end.in'],
      },
      { feed: { read: [{ value: [] }, { value: [1] }, { value: [] }] } },
    )
    expect(result.nodes.each?.dropped).toEqual({ 'empty-list': 2 })
    expect(result.ledger).toMatchObject({ received: 3, delivered: 1, dropped: 2 })
  })

  it('takes a list made by the expression, with integers of any size', async () => {
    const { outputs } = await flatMap([{ ids: [9007199254740993n, 2] }], 'value.ids.filter(id, id > 2)')
    expect(outputs.out?.map(({ value }) => value)).toEqual([9007199254740993n])
  })

  it.each([
    ['abc', 'the text "abc"'],
    [{ a: 1 }, 'an object'],
    [null, 'nothing (null)'],
    [7, 'the number 7'],
    [true, 'true'],
    [new Uint8Array([1, 2]), 'bytes'],
  ])('sends %j to errors, whole', async (value, words) => {
    const { outputs, ledger } = await flatMap([value])
    expect(outputs.out).toEqual([])
    expect(outputs.errors?.[0]).toMatchObject({ value, failure: { code: 'SLUICE-FLAT-MAP-NOT-LIST' } })
    expect(outputs.errors?.[0]?.failure?.message).toBe(
      `\`value\` must yield a list; it gave ${words}. To make a list of one write \`[value]\`.`,
    )
    expect(ledger).toMatchObject({ received: 1, delivered: 1 })
  })

  it('does not start with an expression that is wrong', async () => {
    expect((await flatMap([], 'value.')).failure).toMatchObject({ code: 'SLUICE-EXPRESSION-SYNTAX', nodeId: 'tested' })
  })

  it('accounts for every one of 10,000 random messages', async () => {
    const entry = fc.oneof(fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 5 }), fc.jsonValue({ maxDepth: 1 }))
    const values = fc.sample(entry, { seed: 7, numRuns: 10_000 })
    const { ledger, outputs, failure } = await flatMap(values)
    const lists = values.filter(Array.isArray)
    expect(failure).toBeNull()
    expect(outputs.out?.map(({ value }) => value)).toEqual(lists.flat())
    expect(outputs.errors).toHaveLength(10_000 - lists.length)
    const dropped = lists.filter(({ length }) => length === 0).length
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, dropped, delivered: 10_000 - dropped })
    for (const count of [dropped, outputs.out?.length, outputs.errors?.length]) expect(count).toBeGreaterThan(500)
  })
})
