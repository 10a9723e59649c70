import { describe, expect, it } from 'vitest'
import { runGraph, runOperator } from '../../main/engine/testing/harness.ts'

describe('branch', () => {
  it('sends every message exactly one way, in order', async () => {
    const { outputs, ledger } = await runOperator(
      'branch',
      { predicate: 'value % 2 == 0' },
      [1, 2, 3, 4].map((value) => ({ value })),
    )
    expect(outputs.trues?.map((message) => message.value)).toEqual([2, 4])
    expect(outputs.falses?.map((message) => message.value)).toEqual([1, 3])
    expect(ledger).toMatchObject({ received: 4, delivered: 4, dropped: 0 })
  })

  it('sends what is neither true nor false to errors', async () => {
    const { outputs } = await runOperator('branch', { predicate: 'value' }, [{ value: 'maybe' }, { value: true }])
    expect(outputs.errors?.[0]?.failure?.code).toBe('SLUICE-EXPRESSION-NOT-BOOLEAN')
    expect(outputs.trues).toHaveLength(1)
  })

  it('drops one side under its reason when that is wired to discard', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'read', operator: 'test-feed' },
          { id: 'split', operator: 'branch', config: { predicate: 'value > 1' } },
          { id: 'end', operator: 'test-collect' },
          { id: 'off', operator: 'discard', config: { reason: 'too small' } },
        ],
        edges: ['read.out>split.in', 'split.trues>end.in', 'split.falses>off.in'],
      },
      { feed: { read: [{ value: 1 }, { value: 2 }, { value: 3 }] } },
    )
    expect(result.ledger).toMatchObject({ received: 3, delivered: 2, dropped: 1 })
    expect(result.nodes.off?.dropped).toEqual({ 'too small': 1 })
  })
})
