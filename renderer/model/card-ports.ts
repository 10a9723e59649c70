import type { GraphDocument, GraphNode } from '../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { type NodePorts, portsOf, portTitle, type SpecLookup } from './lookup.ts'
import { noStrays, type StrayPorts, strayPortsOf } from './stray-ports.ts'

/** A data port as its card shows it. `gone` is one that only a wire still speaks of. */
export interface CardPort {
  readonly id: string
  readonly title: string
  readonly state: 'plain' | 'optional' | 'gone'
}

/** The ports of a card in drawing order; `errors` is the diamond. */
export interface CardPorts {
  readonly inputs: readonly CardPort[]
  readonly outputs: readonly CardPort[]
  readonly errors: boolean
}

/** The width of every card, and the height of one that names no ports, in canvas units. */
export const cardSize = { width: 212, height: 84 } as const

/** Named ports stand in rows below the figures: where the first begins, how high each is, what is left below the last. */
export const portRows = { top: 76, height: 24, below: 8 } as const

export function cardPortsOf(document: GraphDocument, node: GraphNode, specOf: SpecLookup): CardPorts {
  return cardPorts(portsOf(document, node, specOf), strayPortsOf(document, node.id, specOf))
}

export function cardPorts(ports: NodePorts, strays: StrayPorts = noStrays): CardPorts {
  const port = (id: string): CardPort => ({
    id,
    title: portTitle(ports, id),
    state: ports.optional.includes(id) ? 'optional' : 'plain',
  })
  const gone = (id: string): CardPort => ({ id, title: id, state: 'gone' })
  return {
    inputs: [...ports.inputs.map(port), ...strays.inputs.map(gone)],
    outputs: [...ports.outputs.map(port), ...strays.outputs.map(gone)],
    errors: ports.errors,
  }
}

/** Whether the ports of a side are named, each in its row: where there are several, or one has gone. A single port needs no name. */
export function isNamed(side: readonly CardPort[]): boolean {
  return side.length > 1 || side.some(({ state }) => state === 'gone')
}

/** The height of a card, in canvas units: known before it is drawn, and the same for every card with as many ports. */
export function cardHeight({ inputs, outputs }: CardPorts): number {
  const rows = Math.max(isNamed(inputs) ? inputs.length : 0, isNamed(outputs) ? outputs.length : 0)
  return rows === 0 ? cardSize.height : portRows.top + rows * portRows.height + portRows.below
}

/** The height of a card that is not drawn yet, from the ports of its spec. */
export function heightOfNew({ inputs, outputs, errors, optionalOutputs = [] }: OperatorSpec): number {
  return cardHeight(cardPorts({ inputs, outputs, errors, optional: optionalOutputs, titles: {} }))
}
