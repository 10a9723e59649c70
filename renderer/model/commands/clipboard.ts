import { edgeId, type GraphDocument, parsePort } from '../../../shared/graph/schema.ts'
import { subflowOperator } from '../../../shared/graph/subflows/expand.ts'
import type { Addition } from '../command.ts'
import { nodeOfEnd, type Position } from '../lookup.ts'
import { freeId, freeName, idsOf } from '../naming.ts'
import { cardBoxes, freePlaceFor, snapped } from '../placement.ts'

/** The selected steps with the wires between them, as a document of its own: the same JSON as a file. */
export function excerpt(document: GraphDocument, ids: readonly string[]): GraphDocument {
  const chosen = new Set(ids)
  const inside = (end: string) => chosen.has(nodeOfEnd(end) ?? '')
  const places = ids.filter((id) => id in document.layout.nodes).map((id) => [id, document.layout.nodes[id]!] as const)
  return {
    ...document,
    nodes: document.nodes.filter((node) => chosen.has(node.id)),
    edges: document.edges.filter((edge) => inside(edge.from) && inside(edge.to)),
    layout: { nodes: Object.fromEntries(places), groups: [], notes: [] },
  }
}

/**
 * Puts another document's steps into this one: new ids and names where they are taken, wires between them kept,
 * connections, parameters and subflows added where this document has none of that name. `at` is the top left corner.
 */
export function pasteNodes(document: GraphDocument, pasted: GraphDocument, at: Position): Addition {
  const ids = newIds(document, pasted)
  const places = newPlaces(document, pasted, at)
  const names = newNames(document, pasted)
  return {
    ids: [...ids.values()],
    command: {
      label: ids.size === 1 ? 'Paste a step' : `Paste ${ids.size} steps`,
      change: (draft) => {
        draft.connections = { ...pasted.connections, ...draft.connections }
        draft.parameters = { ...pasted.parameters, ...draft.parameters }
        if (usesSubflows(pasted)) draft.subflows = { ...pasted.subflows, ...draft.subflows }
        for (const node of pasted.nodes) {
          const id = ids.get(node.id)!
          draft.nodes.push({ ...structuredClone(node), id, ...(node.name ? { name: names.get(node.id) } : {}) })
          draft.layout.nodes[id] = { ...places.get(node.id)! }
        }
        draft.edges.push(...renamedEdges(pasted, ids))
      },
    },
  }
}

function usesSubflows({ nodes }: GraphDocument): boolean {
  return nodes.some(({ operator }) => operator === subflowOperator)
}

function newIds(document: GraphDocument, pasted: GraphDocument): Map<string, string> {
  const taken = idsOf(document)
  const ids = new Map<string, string>()
  for (const node of pasted.nodes) {
    const id = freeId(taken, node.id)
    taken.add(id)
    ids.set(node.id, id)
  }
  return ids
}

function newNames(document: GraphDocument, pasted: GraphDocument): Map<string, string> {
  const names = new Map<string, string>()
  const grown = { ...document, nodes: [...document.nodes] }
  for (const node of pasted.nodes) {
    if (!node.name) continue
    const name = freeName(grown, node.name)
    names.set(node.id, name)
    grown.nodes.push({ ...node, name })
  }
  return names
}

/** Keeps the pasted steps' places to each other, and lets all of them step aside together. */
function newPlaces(document: GraphDocument, pasted: GraphDocument, at: Position): Map<string, Position> {
  const boxes = [...cardBoxes(pasted)]
  const left = Math.min(...boxes.map(([, { x }]) => x))
  const top = Math.min(...boxes.map(([, { y }]) => y))
  const cards = boxes.map(
    ([id, { x, y, height }]) => [id, { ...snapped({ x: x - left, y: y - top }), height }] as const,
  )
  const corner = freePlaceFor(
    document,
    cards.map(([, card]) => card),
    at,
  )
  return new Map(cards.map(([id, { x, y }]) => [id, { x: corner.x + x, y: corner.y + y }]))
}

function renamedEdges(pasted: GraphDocument, ids: ReadonlyMap<string, string>) {
  const renamed = (end: string) => {
    const port = parsePort(end)
    const id = port && ids.get(port.node)
    return id ? `${id}.${port.port}` : null
  }
  const edges = pasted.edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) }))
  const whole = edges.filter((edge): edge is typeof edge & { from: string; to: string } => !!edge.from && !!edge.to)
  return [...new Map(whole.map((edge) => [edgeId(edge), edge])).values()]
}
