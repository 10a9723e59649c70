import { expect, it } from 'vitest'
import { drawing } from '../model/testing/drawings.ts'
import { outlineRows } from './outline-order.ts'

it('lists every step once, below the first that feeds it, sources first', () => {
  const document = drawing(
    { low: 'discard', top: 'discard', split: 'branch', feed: 'generator', loop: 'map' },
    ['feed>split', 'split.falses>low', 'split.trues>top', 'low.out>low', 'loop>loop'],
    { feed: [0, 0], split: [300, 0], top: [600, 0], low: [600, 100], loop: [0, 300] },
  )
  expect(outlineRows(document).map(({ id, level }) => `${level} ${id}`)).toEqual([
    '1 feed',
    '2 split',
    '3 top',
    '3 low',
    '1 loop',
  ])
})
