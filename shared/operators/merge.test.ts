import { describe, expect, it } from 'vitest'
import { runGraph } from '../../main/engine/testing/harness.ts'

describe('merge', () => {
  it('hands on what comes from all its wires', async () => {
    const result = await runGraph(
      {
        nodes: [
          { id: 'left', operator: 'test-feed' },
          { id: 'right', operator: 'test-feed' },
          { id: 'both', operator: 'merge' },
          { id: 'end', operator: 'test-collect' },
        ],
        edges: ['left.out>both.in', 'right.out>both.in', 'both.out>end.in'],
      },
      { feed: { left: [{ value: 1 }, { value: 2 }], right: [{ value: 3 }] } },
    )
    expect(
      result
        .outputs('end')
        .map((message) => message.value)
        .sort(),
    ).toEqual([1, 2, 3])
    expect(result.ledger).toMatchObject({ received: 3, delivered: 3 })
  })
})
