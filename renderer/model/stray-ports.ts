import { type GraphDocument, parsePort } from '../../shared/graph/schema.ts'
import { errorsPort, findNode, type NodePorts, portsOf, type SpecLookup } from './lookup.ts'

/** Ports that wires of a node end at and that the node does not have (any more). */
export interface StrayPorts {
  readonly inputs: readonly string[]
  readonly outputs: readonly string[]
}

export type StrayPortsByNode = ReadonlyMap<string, StrayPorts>

const known = new WeakMap<GraphDocument, StrayPortsByNode>()

/**
 * The ports that are missing under wires, by node: a case of a switch that was removed, a side of a join. They stay on the canvas for as
 * long as a wire leads there, so that no wire is lost from sight. Ends at nodes that do not exist are left out. Remembered for documents
 * that cannot change any more.
 */
export function strayPorts(document: GraphDocument, specOf: SpecLookup): StrayPortsByNode {
  const found = known.get(document)
  if (found) return found
  const strays = findStrays(document, specOf)
  if (Object.isFrozen(document)) known.set(document, strays)
  return strays
}

/** The same of one node. */
export function strayPortsOf(document: GraphDocument, id: string, specOf: SpecLookup): StrayPorts {
  return strayPorts(document, specOf).get(id) ?? noStrays
}

export const noStrays: StrayPorts = Object.freeze({ inputs: [], outputs: [] })

function findStrays(document: GraphDocument, specOf: SpecLookup): StrayPortsByNode {
  const ports = new Map<string, NodePorts | null>()
  const portsAt = (id: string) => {
    let of = ports.get(id)
    if (of === undefined) {
      const node = findNode(document, id)
      of = node && specOf(node.operator) ? portsOf(document, node, specOf) : null
      ports.set(id, of)
    }
    return of
  }
  const strays = new Map<string, { inputs: string[]; outputs: string[] }>()
  const note = (end: string, side: 'inputs' | 'outputs') => {
    const place = parsePort(end)
    const of = place && portsAt(place.node)
    if (!place || !of || has(of, side, place.port)) return
    const at = strays.get(place.node) ?? { inputs: [], outputs: [] }
    if (!at[side].includes(place.port)) at[side].push(place.port)
    strays.set(place.node, at)
  }
  for (const edge of document.edges) {
    note(edge.from, 'outputs')
    note(edge.to, 'inputs')
  }
  return strays
}

function has(ports: NodePorts, side: 'inputs' | 'outputs', port: string): boolean {
  return ports[side].includes(port) || (side === 'outputs' && ports.errors && port === errorsPort)
}
