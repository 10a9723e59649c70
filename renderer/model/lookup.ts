import { isDraft } from 'immer'
import { edgeId, type GraphDocument, type GraphEdge, type GraphNode, parsePort } from '../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { specForNode } from '../../shared/operators/ports.ts'

/** Finds the description of an operator; undefined for one this version does not know. */
export type SpecLookup = (operator: string) => OperatorSpec | undefined

export interface NodePorts {
  readonly inputs: readonly string[]
  /** Data outputs in drawing order, without `errors`. */
  readonly outputs: readonly string[]
  readonly errors: boolean
  /** Outputs that may stay unwired. */
  readonly optional: readonly string[]
  /** What ports are called where that is not their id; see `portTitle`. */
  readonly titles: Readonly<Record<string, string>>
}

/** The port that carries what failed. */
export const errorsPort = 'errors'

export interface Position {
  readonly x: number
  readonly y: number
}

const origin: Position = Object.freeze({ x: 0, y: 0 })

export function findNode({ nodes }: GraphDocument, id: string): GraphNode | undefined {
  return isDraft(nodes) ? nodes.find((node) => node.id === id) : nodesById(nodes).get(id)
}

export function findEdge(document: GraphDocument, id: string): GraphEdge | undefined {
  return document.edges.find((edge) => edgeId(edge) === id)
}

export function positionOf(document: GraphDocument, id: string): Position {
  return document.layout.nodes[id] ?? origin
}

/** What a person calls a node: its name, else the operator's title, else its id. */
export function displayName(node: GraphNode, specOf: SpecLookup): string {
  return node.name || specOf(node.operator)?.title || node.id
}

/** The node an end of a wire belongs to; null when the end is malformed. */
export function nodeOfEnd(end: string): string | null {
  return parsePort(end)?.node ?? null
}

export function edgesInto(document: GraphDocument, id: string): GraphEdge[] {
  return document.edges.filter((edge) => nodeOfEnd(edge.to) === id)
}

export function edgesOutOf(document: GraphDocument, id: string): GraphEdge[] {
  return document.edges.filter((edge) => nodeOfEnd(edge.from) === id)
}

/**
 * The ports of a node. An operator this version does not know shows the ports its wires use, so that nothing of a newer
 * document disappears from the canvas.
 */
export function portsOf(document: GraphDocument, node: GraphNode, specOf: SpecLookup): NodePorts {
  const known = specOf(node.operator)
  if (known) {
    const { inputs, outputs, errors, optionalOutputs, portTitles } = specForNode(known, node.config, document)
    return { inputs, outputs, errors, optional: optionalOutputs ?? none, titles: portTitles ?? noTitles }
  }
  const used = (ends: string[]) => [...new Set(ends.map((end) => parsePort(end)?.port ?? ''))].filter(Boolean)
  const outputs = used(edgesOutOf(document, node.id).map((edge) => edge.from))
  return {
    inputs: used(edgesInto(document, node.id).map((edge) => edge.to)),
    outputs: outputs.filter((port) => port !== errorsPort),
    errors: outputs.includes(errorsPort),
    optional: none,
    titles: noTitles,
  }
}

const none: readonly string[] = Object.freeze([])
const noTitles: NodePorts['titles'] = Object.freeze({})

/** What a port is called on the canvas. */
export function portTitle({ titles }: Pick<NodePorts, 'titles'>, port: string): string {
  return (Object.hasOwn(titles, port) && titles[port]) || port
}

/** Ids that can be reached from a node along the wires, the node itself not among them unless there is a loop. */
export function downstreamOf(document: GraphDocument, id: string): Set<string> {
  const next = followers(document.edges)
  const reached = new Set<string>()
  const waiting = [...(next.get(id) ?? [])]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (reached.has(node)) continue
    reached.add(node)
    waiting.push(...(next.get(node) ?? []))
  }
  return reached
}

/** Remembers what was made of a list, for lists that cannot change any more; others are worked through each time. */
function rememberByList<Item, Result>(make: (list: readonly Item[]) => Result): (list: readonly Item[]) => Result {
  const known = new WeakMap<readonly Item[], Result>()
  return (list) => {
    const found = known.get(list)
    if (found !== undefined) return found
    const made = make(list)
    if (Object.isFrozen(list) && !isDraft(list)) known.set(list, made)
    return made
  }
}

const nodesById = rememberByList((nodes: readonly GraphNode[]) => new Map(nodes.map((node) => [node.id, node])))

/** The nodes right after each node. */
const followers = rememberByList((edges: readonly GraphEdge[]) => {
  const next = new Map<string, string[]>()
  for (const edge of edges) {
    const [from, to] = [nodeOfEnd(edge.from), nodeOfEnd(edge.to)]
    if (from && to) next.set(from, [...(next.get(from) ?? []), to])
  }
  return next
})

/** Nodes that differ between two states of a document: added, edited or moved. */
export function changedNodes(before: GraphDocument, after: GraphDocument): string[] {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  return after.nodes
    .filter((node) => old.get(node.id) !== node || !samePlace(before, after, node.id))
    .map((node) => node.id)
}

function samePlace(before: GraphDocument, after: GraphDocument, id: string): boolean {
  const [a, b] = [positionOf(before, id), positionOf(after, id)]
  return a.x === b.x && a.y === b.y
}
