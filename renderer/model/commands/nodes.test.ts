import * as fc from 'fast-check'
import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import { documentSchema, type GraphDocument } from '../../../shared/graph/schema.ts'
import { cardSize } from '../card-ports.ts'
import type { Command } from '../command.ts'
import { positionOf } from '../lookup.ts'
import { cardBoxes } from '../placement.ts'
import { drawing, specOf, wiresOf } from '../testing/drawings.ts'
import { addConnected, addNode, canSplice, healNodes, removeNodes, setConfig, spliceNode } from './nodes.ts'

const applied = (document: GraphDocument, command: Command) => produce(document, command.change)
const filter = specOf('filter')!

function overlapping(document: GraphDocument): string[] {
  const ids = document.nodes.map((node) => node.id)
  return ids.flatMap((a, index) =>
    ids
      .slice(index + 1)
      .filter((b) => touch(document, a, b))
      .map((b) => `${a} and ${b}`),
  )
}

function touch(document: GraphDocument, a: string, b: string): boolean {
  const boxes = cardBoxes(document)
  const [p, q] = [boxes.get(a)!, boxes.get(b)!]
  return Math.abs(p.x - q.x) < cardSize.width && p.y < q.y + q.height && q.y < p.y + p.height
}

describe('adding', () => {
  it('gives free ids and names', () => {
    let document = drawing({})
    for (const id of ['filter', 'filter-2', 'filter-3']) {
      const added = addNode(document, filter, { x: 0, y: 0 })
      document = applied(document, added.command)
      expect(added.ids).toEqual([id])
    }
    expect(document.nodes.map((node) => node.name)).toEqual(['Filter', 'Filter 2', 'Filter 3'])
  })

  it('never puts one card over another', () => {
    const coordinate = fc.integer({ min: -400, max: 400 })
    const operator = fc.constantFrom('filter', 'branch', 'window', 'join')
    const places = fc.array(fc.record({ x: coordinate, y: coordinate, operator }), { maxLength: 20 })
    fc.assert(
      fc.property(places, (wanted) => {
        const document = wanted.reduce(
          (current, at) => applied(current, addNode(current, specOf(at.operator)!, at).command),
          drawing({}),
        )
        expect(overlapping(document)).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  it('connects to the end of a wire in either direction', () => {
    const document = drawing({ feed: 'generator', end: 'discard' })
    const forward = applied(document, addConnected(document, filter, { x: 0, y: 400 }, { from: 'feed.out' }).command)
    expect(wiresOf(forward)).toEqual(['feed.out>filter.in'])
    const back = applied(document, addConnected(document, filter, { x: 0, y: 400 }, { to: 'end.in' }).command)
    expect(wiresOf(back)).toEqual(['filter.out>end.in'])
  })
})

describe('inserting into a wire', () => {
  const splice = (document: GraphDocument) =>
    applied(document, spliceNode(document, filter, document.edges[0]!, { x: 0, y: 0 }).command)

  it('joins both ends to the new step', () => {
    const document = splice(drawing({ feed: 'generator', end: 'discard' }, ['feed>end']))
    expect(wiresOf(document)).toEqual(['feed.out>filter.in', 'filter.out>end.in'])
  })

  it('makes room by moving what follows, and nothing else', () => {
    const document = drawing(
      { feed: 'generator', mid: 'map', end: 'discard', aside: 'discard' },
      ['feed>mid', 'mid>end'],
      { aside: [300, 300] },
    )
    const spliced = splice(document)
    expect(overlapping(spliced)).toEqual([])
    expect(positionOf(spliced, 'feed')).toEqual(positionOf(document, 'feed'))
    expect(positionOf(spliced, 'aside')).toEqual(positionOf(document, 'aside'))
    expect(positionOf(spliced, 'end').x - positionOf(spliced, 'mid').x).toBe(300)
  })

  it('does not cover what else stands behind the first step', () => {
    const document = drawing(
      { feed: 'generator', split: 'branch', yes: 'discard', no: 'discard' },
      ['feed>split', 'split.trues>yes', 'split.falses>no'],
      { split: [300, 0], yes: [700, 0], no: [700, 100] },
    )
    for (const index of [1, 2])
      expect(
        overlapping(applied(document, spliceNode(document, filter, document.edges[index]!, { x: 0, y: 0 }).command)),
      ).toEqual([])
  })

  it('wires the first ports of an operator whose ports depend on its options', () => {
    const document = drawing({ feed: 'generator', end: 'discard' }, ['feed>end'])
    const put = (operator: string) =>
      wiresOf(applied(document, spliceNode(document, specOf(operator)!, document.edges[0]!, { x: 0, y: 0 }).command))
    expect(put('switch')).toEqual(['feed.out>switch.in', 'switch.otherwise>end.in'])
    expect(put('join')).toEqual(['feed.out>join.left', 'join.out>end.in'])
  })

  it('takes a subflow only where the document has one to choose', () => {
    const document = drawing({ feed: 'generator', end: 'discard' }, ['feed>end'])
    const subflow = { inputs: { orders: 'keep.in' }, outputs: { good: 'keep.out' } }
    const withOne = documentSchema.parse({ ...document, subflows: { clean: subflow } })
    const spec = specOf('pipeline')!
    expect([canSplice(document, spec), canSplice(withOne, spec)]).toEqual([false, true])
    const spliced = applied(withOne, spliceNode(withOne, spec, withOne.edges[0]!, { x: 0, y: 0 }).command)
    expect(wiresOf(spliced)).toEqual(['feed.out>pipeline.orders', 'pipeline.good>end.in'])
    expect(spliced.nodes.at(-1)!.config).toEqual({ subflow: 'clean' })
  })

  it('moves nothing when there is room', () => {
    const document = drawing({ feed: 'generator', end: 'discard' }, ['feed>end'], { end: [900, 0] })
    expect(positionOf(splice(document), 'end')).toEqual({ x: 900, y: 0 })
  })
})

describe('deleting', () => {
  const document = drawing(
    { one: 'generator', two: 'generator', keep: 'filter', left: 'discard', right: 'discard', bad: 'discard' },
    ['one>keep', 'two>keep', 'keep>left', 'keep>right', 'keep.errors>bad'],
  )

  it('takes the wires and the place of a step with it', () => {
    const rest = applied(document, removeNodes(['keep']))
    expect(rest.edges).toEqual([])
    expect(rest.layout.nodes).not.toHaveProperty('keep')
  })

  it('joins what came before to what came after when asked to heal, but not to the errors', () => {
    const healed = applied(document, healNodes(['keep'], specOf))
    expect(wiresOf(healed)).toEqual(['one.out>left.in', 'one.out>right.in', 'two.out>left.in', 'two.out>right.in'])
  })

  it('heals over several steps in a row', () => {
    const row = drawing({ a: 'generator', b: 'map', c: 'filter', d: 'discard' }, ['a>b', 'b>c', 'c>d'])
    expect(wiresOf(applied(row, healNodes(['b', 'c'], specOf)))).toEqual(['a.out>d.in'])
  })

  it('does not draw a wire twice', () => {
    const row = drawing({ a: 'generator', b: 'map', c: 'discard' }, ['a>b', 'b>c', 'a>c'])
    expect(wiresOf(applied(row, healNodes(['b'], specOf)))).toEqual(['a.out>c.in'])
  })
})

describe('editing options', () => {
  const document = drawing({ feed: 'generator' })
  const config = (command: Command, from = document) => applied(from, command).nodes[0]!.config

  it('makes the objects and lists on the way', () => {
    expect(config(setConfig('feed', ['fields', 0, 'path'], 'total'))).toEqual({ fields: [{ path: 'total' }] })
  })

  it('removes an option that is set to nothing', () => {
    const set = applied(document, setConfig('feed', ['count'], 5))
    expect(config(setConfig('feed', ['count'], undefined), set)).toEqual({})
  })
})
