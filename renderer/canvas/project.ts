import type { Edge, Node } from '@xyflow/react'
import { edgeId, type GraphDocument, type GraphNode, parsePort } from '../../shared/graph/schema.ts'
import { type CardPorts, cardHeight, cardPorts, cardSize } from '../model/card-ports.ts'
import { errorsPort, portsOf, positionOf, type SpecLookup } from '../model/lookup.ts'
import { noStrays, type StrayPortsByNode, strayPorts } from '../model/stray-ports.ts'
import type { CardKind } from '../ui/OperatorIcon.tsx'
import { handlesOf } from './ports.ts'

/** What a card is drawn with, beside what it reads from the document by id. One object for all cards that look alike. */
export type CardLook = { readonly kind: CardKind; readonly ports: CardPorts }

/** What the canvas library draws for a step. */
export type StepNode = Node<CardLook, 'step'>
/** `gone` names the ports at its ends that do not exist. */
export type WireEdge = Edge<{ readonly error: boolean; readonly gone: readonly string[] }, 'wire'>

interface Scene {
  readonly document: GraphDocument
  readonly selectedNodes: ReadonlySet<string>
  readonly selectedEdges: ReadonlySet<string>
  readonly specOf: SpecLookup
}

/** The document's steps as the library's nodes. Nodes that are as before stay the same objects, and so does the list. */
export function projectNodes(previous: StepNode[], scene: Scene): StepNode[] {
  const old = new Map(previous.map((node) => [node.id, node]))
  const errorEnds = onlyErrorsReach(scene.document)
  const strays = strayPorts(scene.document, scene.specOf)
  return sameList(
    previous,
    scene.document.nodes.map((node) => {
      const next = projectNode(scene, node, errorEnds.has(node.id), strays)
      const before = old.get(next.id)
      return before && sameNode(before, next) ? before : next
    }),
  )
}

/** The document's wires as the library's edges, by the same rule. A wire whose step does not exist has no place to be drawn. */
export function projectEdges(previous: WireEdge[], nodes: readonly StepNode[], scene: Scene): WireEdge[] {
  const old = new Map(previous.map((edge) => [edge.id, edge]))
  const ports = new Set(nodes.flatMap((node) => (node.handles ?? []).map((handle) => `${node.id}.${handle.id}`)))
  const drawable = scene.document.edges.filter((edge) => ports.has(edge.from) && ports.has(edge.to))
  const byId = new Map(drawable.map((edge) => [edgeId(edge), edge]))
  const strays = strayPorts(scene.document, scene.specOf)
  return sameList(
    previous,
    [...byId].map(([id, edge]) => {
      const selected = scene.selectedEdges.has(id)
      const before = old.get(id)
      const gone = goneEnds(edge, strays)
      const isSame = before?.selected === selected && before.data?.gone.join() === gone.join()
      return isSame ? before : projectEdge(id, edge, selected, gone)
    }),
  )
}

/** Steps whose every wire comes from an errors port: they stand in the colour of errors. */
function onlyErrorsReach({ edges }: GraphDocument): Set<string> {
  const [fromErrors, fromData] = [new Set<string>(), new Set<string>()]
  for (const edge of edges) {
    const target = parsePort(edge.to)?.node
    if (target) (parsePort(edge.from)?.port === errorsPort ? fromErrors : fromData).add(target)
  }
  return new Set([...fromErrors].filter((id) => !fromData.has(id)))
}

function projectNode(
  { document, selectedNodes, specOf }: Scene,
  node: GraphNode,
  errorsOnly: boolean,
  strays: StrayPortsByNode,
): StepNode {
  const { x, y } = positionOf(document, node.id)
  const ports = cardPorts(portsOf(document, node, specOf), strays.get(node.id) ?? noStrays)
  return {
    id: node.id,
    type: 'step',
    position: { x, y },
    selected: selectedNodes.has(node.id),
    ...lookOf(kindOf(specOf(node.operator)?.kind, errorsOnly), ports),
  }
}

function kindOf(kind: CardKind | undefined, errorsOnly: boolean): CardKind {
  return kind !== undefined && errorsOnly ? 'error' : (kind ?? 'unknown')
}

/** All that cards which look alike share. */
type SharedLook = Pick<StepNode, 'data' | 'handles' | 'width' | 'height' | 'measured'>

const looks = new Map<string, SharedLook>()

function lookOf(kind: CardKind, ports: CardPorts): SharedLook {
  const key = JSON.stringify([kind, ports])
  const known = looks.get(key)
  if (known) return known
  const size = { width: cardSize.width, height: cardHeight(ports) }
  const look = { data: { kind, ports }, handles: handlesOf(ports), ...size, measured: size }
  looks.set(key, look)
  return look
}

/** The ends of a wire where there is no such port. */
function goneEnds({ from, to }: { from: string; to: string }, strays: StrayPortsByNode): string[] {
  const [start, end] = [parsePort(from)!, parsePort(to)!]
  return [
    ...(strays.get(start.node)?.outputs.includes(start.port) ? [from] : []),
    ...(strays.get(end.node)?.inputs.includes(end.port) ? [to] : []),
  ]
}

function projectEdge(
  id: string,
  edge: { from: string; to: string },
  selected: boolean,
  gone: readonly string[],
): WireEdge {
  const [from, to] = [parsePort(edge.from)!, parsePort(edge.to)!]
  return {
    id,
    type: 'wire',
    source: from.node,
    sourceHandle: from.port,
    target: to.node,
    targetHandle: to.port,
    selected,
    // Its ends can be dragged once it is selected; before that they would be in the way of its ports.
    reconnectable: selected,
    data: { error: from.port === errorsPort, gone },
  }
}

function sameNode(a: StepNode, b: StepNode): boolean {
  return (
    a.position.x === b.position.x && a.position.y === b.position.y && a.selected === b.selected && a.data === b.data
  )
}

function sameList<T>(previous: T[], next: T[]): T[] {
  return next.length === previous.length && next.every((item, index) => item === previous[index]) ? previous : next
}
