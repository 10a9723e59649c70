import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'
import { isBalanced } from '../run/ledger.ts'

const filter = (condition: string, values: readonly unknown[]) =>
  runOperator(
    'filter',
    { condition },
    values.map((value) => ({ value })),
  )

describe('filter', () => {
  it('keeps what the condition holds for, in order, and counts the rest as dropped(filter)', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'keep', operator: 'filter', config: { condition: 'value > 2' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>keep.in', 'keep.out>end.in'],
      },
      { feed: { read: [3, 1, 4, 1, 5].map((value) => ({ value })) } },
    )
    expect(result.outputs('end').map((message) => message.value)).toEqual([3, 4, 5])
    expect(result.nodes.keep?.dropped).toEqual({ filter: 2 })
    expect(result.ledger).toMatchObject({ received: 5, delivered: 3, dropped: 2 })
  })

  it('hands on the very message, untouched', async () => {
    const { outputs } = await runOperator('filter', { condition: 'true' }, [
      { value: { a: 1 }, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 },
    ])
    expect(outputs.out?.[0]).toMatchObject({
      value: { a: 1 },
      key: 'k',
      properties: { p: 'q' },
      topic: 't',
      eventTime: 7,
    })
  })

  it.each([
    [5, 'the number 5'],
    ['yes', 'the text "yes"'],
    [null, 'nothing (null)'],
    [[1], 'a list'],
    [{ a: 1 }, 'an object'],
  ])('sends a message to errors when the condition gives %j', async (value, words) => {
    const { outputs } = await filter('value', [value])
    expect(outputs.out).toEqual([])
    expect(outputs.errors?.[0]).toMatchObject({
      value,
      failure: { code: 'SLUICE-EXPRESSION-NOT-BOOLEAN', nodeId: 'tested' },
    })
    expect(outputs.errors?.[0]?.failure?.message).toBe(`\`value\` must yield true or false; it gave ${words}.`)
  })

  it('does not start with a condition that is wrong, and names the node and the place', async () => {
    const { failure } = await filter('value >', [1])
    expect(failure).toMatchObject({ code: 'SLUICE-EXPRESSION-SYNTAX', nodeId: 'tested' })
    expect(failure?.message).toContain('`value >`: The expression ends too early. (character 8)')
  })

  it('stops the pipeline with a sentence when nobody takes its errors', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'keep', operator: 'filter', name: 'Large orders', config: { condition: 'value.total > 100' } },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['read.out>keep.in', 'keep.out>end.in'],
      },
      { feed: { read: [{ value: { order: 1 } }] } },
    )
    expect(result.state).toBe('failed')
    expect(result.failure?.message).toContain('Large orders')
    expect(result.failure?.message).toContain('value.total: no such field; the message has order.')
  })

  it('accounts for every one of 10,000 random messages', async () => {
    const values = fc.sample(fc.oneof(fc.integer(), fc.jsonValue({ maxDepth: 2 })), { seed: 7, numRuns: 10_000 })
    const { ledger, outputs, failure } = await filter('value > 0', values)
    expect(failure).toBeNull()
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger.received).toBe(10_000)
    expect(ledger.dropped + ledger.delivered).toBe(10_000)
    expect(ledger.delivered).toBe((outputs.out?.length ?? 0) + (outputs.errors?.length ?? 0))
    for (const count of [ledger.dropped, outputs.out?.length, outputs.errors?.length]) expect(count).toBeGreaterThan(50)
  })
})
