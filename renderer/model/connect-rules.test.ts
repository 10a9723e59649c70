import { describe, expect, it } from 'vitest'
import { parsePort } from '../../shared/graph/schema.ts'
import { refusalOf } from './connect-rules.ts'
import { drawing, specOf } from './testing/drawings.ts'

const document = drawing(
  {
    feed: 'generator',
    other: 'generator',
    parse: 'deserialize',
    keep: 'filter',
    end: 'discard',
    odd: 'from-the-future',
  },
  ['feed>parse', 'parse>keep'],
)

const refusal = (from: string, to: string) =>
  refusalOf(document, { from: parsePort(from)!, to: parsePort(to)! }, specOf)

describe('a new wire', () => {
  it('may go from any output to any input that does not lead back', () => {
    expect(refusal('keep.out', 'end.in')).toBeNull()
    expect(refusal('keep.errors', 'end.in')).toBeNull()
    expect(refusal('other.out', 'keep.in')).toBeNull()
  })

  it.each([
    ['keep.out', 'keep.in', 'A step cannot feed itself.'],
    ['keep.out', 'feed.in', 'feed is a source: nothing can flow into it.'],
    ['feed.out', 'parse.in', 'These two are already connected.'],
    ['keep.out', 'parse.in', 'That would make a loop: parse already feeds keep.'],
    ['keep.in', 'end.in', 'A wire starts at an output.'],
    ['keep.out', 'end.errors', 'A wire ends at an input, on the left of a step.'],
    ['feed.errors', 'end.in', 'A wire starts at an output.'],
    ['gone.out', 'end.in', 'One end of this wire is gone.'],
  ])('from %s to %s is refused with its reason', (from, to, reason) => {
    expect(refusal(from, to)).toBe(reason)
  })

  it('may use any port of an operator this version does not know', () => {
    expect(refusal('keep.out', 'odd.left')).toBeNull()
    expect(refusal('odd.anything', 'end.in')).toBeNull()
  })
})
