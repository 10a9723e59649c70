import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EntryQueue } from './entry-queue.ts'

describe('an entry queue', () => {
  it('gives each entry once, lowest first, however they came and went', () => {
    const step = fc.oneof(fc.integer({ min: 0, max: 30 }), fc.constant('remove' as const))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const queue = new EntryQueue()
        const model = new Set<number>()
        for (const one of steps) {
          const lowest = model.size === 0 ? undefined : Math.min(...model)
          expect(queue.first).toBe(lowest)
          expect(queue.size).toBe(model.size)
          if (one !== 'remove') {
            queue.add(one)
            model.add(one)
          } else if (lowest !== undefined) {
            queue.removeFirst()
            model.delete(lowest)
          }
        }
      }),
      { seed: 6, numRuns: 300 },
    )
  })

  it('stays in order over thousands', () => {
    const queue = new EntryQueue()
    for (let entry = 0; entry < 3_000; entry += 1) queue.add(entry)
    for (let entry = 0; entry < 2_000; entry += 1) queue.removeFirst()
    queue.add(5)
    expect([queue.first, queue.size]).toEqual([5, 1_001])
  })
})
