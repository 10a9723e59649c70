import Elk from 'elkjs/lib/elk.bundled.js'
import { describe, expect, test } from 'vitest'
import { documentSchema, type GraphDocument } from '../../shared/graph/schema.ts'
import { findSpec } from '../../shared/operators/specs.ts'
import { cardHeight, cardPortsOf, cardSize } from '../model/card-ports.ts'
import { isWithoutPlaces, layoutGraph, placesOf } from './layout-graph.ts'

const drawing = (nodes: object, wires: readonly string[], layout: object = {}): GraphDocument =>
  documentSchema.parse({
    format: 'sluice/1',
    id: 'a',
    name: 'A',
    nodes: Object.entries(nodes).map(([id, operator]) => ({ id, operator })),
    edges: wires.map((wire) => ({ from: wire.split('>')[0], to: wire.split('>')[1] })),
    layout: { nodes: layout },
  })

const orders = drawing(
  {
    feed: 'generator',
    parse: 'deserialize',
    large: 'branch',
    write: 'pulsar-sink',
    rest: 'discard',
    why: 'error-message',
    keep: 'pulsar-sink',
  },
  [
    'feed.out>parse.in',
    'parse.out>large.in',
    'large.trues>write.in',
    'large.falses>rest.in',
    'parse.errors>why.in',
    'why.out>keep.in',
  ],
)

async function laidOut(document: GraphDocument, ids = document.nodes.map(({ id }) => id)) {
  return placesOf(document, await new Elk.default().layout(layoutGraph(document, findSpec, new Set(ids))))
}

describe('laying out', () => {
  test('puts every step right of what feeds it, on the grid, and no card on another', async () => {
    const places = await laidOut(orders)
    for (const { from, to } of orders.edges) {
      const [before, after] = [places[from.split('.')[0]!]!, places[to.split('.')[0]!]!]
      expect(after.x).toBeGreaterThanOrEqual(before.x + cardSize.width)
    }
    const boxes = orders.nodes.map((node) => ({
      ...places[node.id]!,
      height: cardHeight(cardPortsOf(orders, node, findSpec)),
    }))
    for (const [index, a] of boxes.entries()) {
      expect([a.x % 20, a.y % 20]).toEqual([0, 0])
      for (const b of boxes.slice(index + 1)) {
        const touch = Math.abs(a.x - b.x) < cardSize.width && a.y < b.y + b.height && b.y < a.y + a.height
        expect(touch).toBe(false)
      }
    }
  })

  test('keeps the order of ports: what leaves by the first stands above what leaves by the second', async () => {
    const places = await laidOut(orders)
    expect(places.write!.y).toBeLessThan(places.rest!.y)
  })

  test('moves only the steps that were asked for, and leaves their upper left corner where it was', async () => {
    const document = {
      ...orders,
      layout: { ...orders.layout, nodes: { why: { x: 300, y: 500 }, keep: { x: 280, y: 800 } } },
    }
    const places = await laidOut(document, ['why', 'keep'])
    expect(Object.keys(places).sort()).toEqual(['keep', 'why'])
    expect(Math.min(places.why!.x, places.keep!.x)).toBe(280)
    expect(Math.min(places.why!.y, places.keep!.y)).toBe(500)
  })

  test('is wanted for a drawing in which nothing has a place', () => {
    expect(isWithoutPlaces(orders)).toBe(true)
    expect(isWithoutPlaces(drawing({ feed: 'generator', end: 'discard' }, [], { feed: { x: 0, y: 0 } }))).toBe(false)
    expect(isWithoutPlaces(drawing({ feed: 'generator' }, []))).toBe(false)
  })
})
