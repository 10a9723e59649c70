import type { GraphDocument } from '../../shared/graph/schema.ts'
import { edgesInto, edgesOutOf, nodeOfEnd, type Position, positionOf } from '../model/lookup.ts'

export type Direction = 'left' | 'right' | 'up' | 'down'

/**
 * The step an arrow key leads to: left and right follow the wires, up and down go to the nearest step above or below.
 * Where no wire leads on, left and right take the nearest step on that side. Null when there is none.
 */
export function neighbour(document: GraphDocument, from: string, direction: Direction): string | null {
  const along = alongWires(document, from, direction)
  return nearest(document, from, along.length > 0 ? along : onThatSide(document, from, direction))
}

/** Where a walk begins: the leftmost step, the upper one of two. */
export function firstNode(document: GraphDocument): string | null {
  const ids = document.nodes.map((node) => node.id)
  const place = (id: string) => positionOf(document, id)
  return ids.sort((a, b) => place(a).x - place(b).x || place(a).y - place(b).y)[0] ?? null
}

function alongWires(document: GraphDocument, from: string, direction: Direction): string[] {
  if (direction === 'up' || direction === 'down') return []
  const ends =
    direction === 'right'
      ? edgesOutOf(document, from).map((edge) => nodeOfEnd(edge.to))
      : edgesInto(document, from).map((edge) => nodeOfEnd(edge.from))
  return ends.filter((id) => id !== null)
}

const isOnSide: Readonly<Record<Direction, (dx: number, dy: number) => boolean>> = {
  left: (dx, dy) => dx < 0 && Math.abs(dx) >= Math.abs(dy),
  right: (dx, dy) => dx > 0 && Math.abs(dx) >= Math.abs(dy),
  up: (dx, dy) => dy < 0 && Math.abs(dy) >= Math.abs(dx) / 4,
  down: (dx, dy) => dy > 0 && Math.abs(dy) >= Math.abs(dx) / 4,
}

function onThatSide(document: GraphDocument, from: string, direction: Direction): string[] {
  const here = positionOf(document, from)
  return document.nodes
    .map((node) => node.id)
    .filter((id) => {
      const there = positionOf(document, id)
      return isOnSide[direction](there.x - here.x, there.y - here.y)
    })
}

function nearest(document: GraphDocument, from: string, candidates: readonly string[]): string | null {
  const here = positionOf(document, from)
  const distance = (id: string) => squared(here, positionOf(document, id))
  return [...candidates].sort((a, b) => distance(a) - distance(b))[0] ?? null
}

function squared(a: Position, b: Position): number {
  return (a.x - b.x) ** 2 + (a.y - b.y) ** 2
}
