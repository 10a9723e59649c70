import { expect, test } from 'vitest'
import { shareQueue } from './queries.ts'

test('a small queue is divided, so that no more is held than was asked for', () => {
  for (const size of [2, 5, 20, 999]) {
    const { there, here } = shareQueue(size)
    expect(there + here).toBe(size)
    expect(Math.min(there, here)).toBeGreaterThanOrEqual(1)
  }
})

test('a large queue fills the broker’s side, which takes 1,000 and no more', () => {
  expect(shareQueue()).toEqual({ there: 1_000, here: 1_000 })
  expect(shareQueue(1_500)).toEqual({ there: 1_000, here: 1_000 })
  expect(shareQueue(10_000)).toEqual({ there: 1_000, here: 9_000 })
})
