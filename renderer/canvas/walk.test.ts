import { describe, expect, it } from 'vitest'
import { drawing } from '../model/testing/drawings.ts'
import { firstNode, neighbour } from './walk.ts'

const document = drawing(
  { feed: 'generator', split: 'branch', top: 'discard', low: 'discard', alone: 'map' },
  ['feed>split', 'split.trues>top', 'split.falses>low'],
  { feed: [0, 100], split: [300, 100], top: [600, 0], low: [600, 240], alone: [900, 240] },
)

describe('walking with the arrow keys', () => {
  it.each([
    ['feed', 'right', 'split'],
    ['split', 'right', 'top'],
    ['split', 'left', 'feed'],
    ['top', 'down', 'low'],
    ['low', 'up', 'top'],
    ['low', 'right', 'alone'],
    ['alone', 'left', 'low'],
    ['feed', 'left', null],
  ] as const)('from %s to the %s comes to %s', (from, direction, to) => {
    expect(neighbour(document, from, direction)).toBe(to)
  })

  it('begins at the leftmost step', () => {
    expect(firstNode(document)).toBe('feed')
    expect(firstNode(drawing({}))).toBeNull()
  })
})
