import type { GraphDocument } from '../../shared/graph/schema.ts'
import { cardHeight, cardPortsOf, cardSize } from './card-ports.ts'
import { type Position, positionOf } from './lookup.ts'
import { specOf } from './specs.ts'

/** From one column of cards to the next: the card and room for a wire with its label. */
export const columnPitch = 300

/** Grid that cards snap to. */
export const gridStep = 20

/** Cards are kept at least this far apart. */
export const clearance = 16

/** The place of a card and how high it is; all are equally wide. */
export interface CardBox extends Position {
  readonly height: number
}

/** Where the cards of a document stand, by id. */
export function cardBoxes(document: GraphDocument): Map<string, CardBox> {
  return new Map(
    document.nodes.map((node) => {
      const { x, y } = positionOf(document, node.id)
      return [node.id, { x, y, height: cardHeight(cardPortsOf(document, node, specOf)) }]
    }),
  )
}

export function snapped(position: Position): Position {
  return { x: snap(position.x), y: snap(position.y) }
}

/** The nearest place at or below `wanted` where a card of this height touches no other. */
export function freePlace(document: GraphDocument, wanted: Position, height: number = cardSize.height): Position {
  return freePlaceFor(document, [{ x: 0, y: 0, height }], wanted)
}

/** The same for several cards that keep their places to each other, measured from the place given back. */
export function freePlaceFor(document: GraphDocument, cards: readonly CardBox[], wanted: Position): Position {
  const taken = [...cardBoxes(document).values()]
  const { x, y: top } = snapped(wanted)
  for (let y = top; ; y += gridStep) {
    const moved = cards.map((card) => ({ ...card, x: x + card.x, y: y + card.y }))
    if (!moved.some((card) => taken.some((other) => overlaps(card, other)))) return { x, y }
  }
}

/** Where the next step after a node belongs: one column on, at the first free row. */
export function placeAfter(document: GraphDocument, id: string): Position {
  const { x, y } = positionOf(document, id)
  return freePlace(document, { x: x + columnPitch, y })
}

/** The middle of a card at `position`, and back. */
export function cardAround(centre: Position): Position {
  return { x: centre.x - cardSize.width / 2, y: centre.y - cardSize.height / 2 }
}

/**
 * Where cards must go when the card `id` has grown from `before`: what stands below it steps down as far as it must, and
 * pushes on what stands below that. Empty when there is room, or when it was no higher before.
 */
export function placesBelowGrown(document: GraphDocument, id: string, before: number): Record<string, Position> {
  const boxes = cardBoxes(document)
  const grown = boxes.get(id)
  if (!grown || grown.height <= before) return {}
  const below = [...boxes].filter(([other, box]) => other !== id && box.y >= grown.y + before && sameColumn(box, grown))
  let free = grown.y + grown.height + clearance
  const places: Record<string, Position> = {}
  for (const [other, box] of below.sort(([, a], [, b]) => a.y - b.y)) {
    if (box.y >= free) break
    const y = Math.ceil(free / gridStep) * gridStep
    places[other] = { x: box.x, y }
    free = y + box.height + clearance
  }
  return places
}

function snap(value: number): number {
  // Adding 0 turns -0, which JSON cannot keep, into 0.
  return Math.round(value / gridStep) * gridStep + 0
}

function overlaps(a: CardBox, b: CardBox): boolean {
  return sameColumn(a, b) && a.y < b.y + b.height + clearance && b.y < a.y + a.height + clearance
}

function sameColumn(a: CardBox, b: CardBox): boolean {
  return Math.abs(a.x - b.x) < cardSize.width + clearance
}
