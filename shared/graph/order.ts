import { edgeId, type GraphDocument, type PortReference, parsePort } from './schema.ts'

/** An edge whose two ends have the form `node.port`. */
export interface Wire {
  readonly id: string
  /** Position in the document's list of edges. */
  readonly index: number
  readonly from: PortReference
  readonly to: PortReference
}

/** What the functions here look at. */
export type Drawn = Pick<GraphDocument, 'nodes' | 'edges'>

/** The edges of a document by the nodes they touch. Edges whose ends have no such form are left out. */
export interface Wiring {
  readonly wires: readonly Wire[]
  readonly into: (node: string) => readonly Wire[]
  readonly outOf: (node: string) => readonly Wire[]
}

export function createWiring({ edges }: Pick<Drawn, 'edges'>): Wiring {
  const wires = edges.flatMap((edge, index): Wire[] => {
    const from = parsePort(edge.from)
    const to = parsePort(edge.to)
    return from && to ? [{ id: edgeId(edge), index, from, to }] : []
  })
  return wiringOf(wires)
}

/** The same for a choice of wires. */
export function wiringOf(wires: readonly Wire[]): Wiring {
  const incoming = Map.groupBy(wires, (wire) => wire.to.node)
  const outgoing = Map.groupBy(wires, (wire) => wire.from.node)
  return { wires, into: (node) => incoming.get(node) ?? [], outOf: (node) => outgoing.get(node) ?? [] }
}

/** Node ids so that every node stands after all that feed it; else in the order of nodes and edges in the document. Null when there is a cycle. */
export function topologicalOrder(drawn: Drawn, wiring = createWiring(drawn)): readonly string[] | null {
  const ids = new Set(drawn.nodes.map((node) => node.id))
  const waiting = new Map([...ids].map((id) => [id, wiring.into(id).filter((wire) => ids.has(wire.from.node)).length]))
  const ordered = [...ids].filter((id) => waiting.get(id) === 0)
  for (let next = 0; next < ordered.length; next += 1) {
    for (const { to } of wiring.outOf(ordered[next]!)) {
      if (!ids.has(to.node)) continue
      const left = waiting.get(to.node)! - 1
      waiting.set(to.node, left)
      if (left === 0) ordered.push(to.node)
    }
  }
  return ordered.length === ids.size ? ordered : null
}

/** The wires of one cycle in the order of travel (a wire from a node to itself is one); null when there is none. */
export function findCycle(drawn: Drawn, wiring = createWiring(drawn)): readonly Wire[] | null {
  const done = new Set<string>()
  for (const { id } of drawn.nodes) {
    const cycle = done.has(id) ? null : findCycleFrom(id, wiring, done)
    if (cycle !== null) return cycle
  }
  return null
}

/** Ids of all nodes that a message of `node` (or of one of several) can reach, without itself (unless there is a cycle). */
export function downstream(
  drawn: Drawn,
  node: string | readonly string[],
  wiring = createWiring(drawn),
): ReadonlySet<string> {
  return reach(node, (id) => wiring.outOf(id).map((wire) => wire.to.node))
}

/** Ids of all nodes whose messages can reach `node`. */
export function upstream(
  drawn: Drawn,
  node: string | readonly string[],
  wiring = createWiring(drawn),
): ReadonlySet<string> {
  return reach(node, (id) => wiring.into(id).map((wire) => wire.from.node))
}

function reach(start: string | readonly string[], neighbours: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  const open = [start].flat()
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const neighbour of neighbours(id)) {
      if (!found.has(neighbour)) {
        found.add(neighbour)
        open.push(neighbour)
      }
    }
  }
  return found
}

/** Walks depth first without recursion, so that long chains cannot exhaust the stack. `done` collects nodes that lead to no cycle. */
function findCycleFrom(start: string, wiring: Wiring, done: Set<string>): readonly Wire[] | null {
  const path: { id: string; next: number; by: Wire | null }[] = [{ id: start, next: 0, by: null }]
  const depth = new Map([[start, 0]])
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const wire = wiring.outOf(top.id)[top.next]
    top.next += 1
    if (wire === undefined) {
      done.add(top.id)
      depth.delete(top.id)
      path.pop()
      continue
    }
    const back = depth.get(wire.to.node)
    if (back !== undefined) return [...path.slice(back + 1).map((step) => step.by!), wire]
    if (!done.has(wire.to.node)) {
      depth.set(wire.to.node, path.length)
      path.push({ id: wire.to.node, next: 0, by: wire })
    }
  }
  return null
}
