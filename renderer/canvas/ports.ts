import { type NodeHandle, Position } from '@xyflow/react'
import { type CardPort, type CardPorts, cardHeight, cardSize, isNamed, portRows } from '../model/card-ports.ts'
import { errorsPort } from '../model/lookup.ts'

/** Where a port sits on its card: the middle of its mark, from the card's top left corner. */
export interface PortPlace extends CardPort {
  readonly type: 'source' | 'target'
  readonly side: Position.Left | Position.Right | Position.Bottom
  readonly x: number
  readonly y: number
  /** Whether its name stands on the card. */
  readonly named: boolean
}

export const portSize = 12

/** The errors diamond stands this far from the right end of the card's lower edge. */
const errorsInset = 34

/** A port alone on its side stands here, whatever else the card shows, so that a chain of steps is a straight line. */
const aloneAt = cardSize.height / 2

/** Inputs on the left, data outputs on the right, several of them in the rows with their names; the errors port at the bottom. */
export function portPlaces(ports: CardPorts): PortPlace[] {
  const { inputs, outputs, errors } = ports
  return [
    ...sidePlaces(inputs, { type: 'target', side: Position.Left, x: 0 }),
    ...sidePlaces(outputs, { type: 'source', side: Position.Right, x: cardSize.width }),
    ...(errors ? [{ ...errorsPlace, y: cardHeight(ports) }] : []),
  ]
}

function sidePlaces(side: readonly CardPort[], where: Pick<PortPlace, 'type' | 'side' | 'x'>): PortPlace[] {
  const named = isNamed(side)
  const y = (row: number) => (named ? portRows.top + portRows.height * (row + 0.5) : aloneAt)
  return side.map((port, index) => ({ ...port, ...where, named, y: y(index) }))
}

const errorsPlace = {
  id: errorsPort,
  title: errorsPort,
  state: 'plain',
  type: 'source',
  side: Position.Bottom,
  x: cardSize.width - errorsInset,
  named: false,
} as const

/** What a port says when it is pointed at. */
export function portWords({ id, title, state }: PortPlace): string {
  if (id === errorsPort) return 'errors: messages that fail here, with the reason'
  if (state === 'gone') return `${id}: there is no such port any more; the wire leads nowhere`
  const name = title === id ? id : `${title} (${id})`
  return state === 'optional' ? `${name}: may stay unwired, its messages are then counted as dropped` : name
}

/** The same places in the form the canvas library wants. */
export function handlesOf(ports: CardPorts): NodeHandle[] {
  return portPlaces(ports).map(({ id, type, side, x, y }) => ({
    id,
    type,
    position: side,
    x: x - portSize / 2,
    y: y - portSize / 2,
    width: portSize,
    height: portSize,
  }))
}
