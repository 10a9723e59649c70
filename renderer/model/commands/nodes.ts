import { produce } from 'immer'
import { type GraphDocument, type GraphEdge, type GraphNode, parsePort } from '../../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import { cardSize } from '../card-ports.ts'
import type { Addition, Command } from '../command.ts'
import { refusalOf, wireOf } from '../connect-rules.ts'
import {
  downstreamOf,
  edgesInto,
  edgesOutOf,
  errorsPort,
  nodeOfEnd,
  type Position,
  positionOf,
  type SpecLookup,
} from '../lookup.ts'
import { flowOf, newStep } from '../new-step.ts'
import { cardAround, columnPitch, freePlace } from '../placement.ts'

/** Adds a step at a place, or at the nearest free one below it. */
export function addNode(document: GraphDocument, spec: OperatorSpec, at: Position): Addition {
  const { node, height } = newStep(document, spec)
  const place = freePlace(document, at, height)
  return {
    ids: [node.id],
    command: { label: `Add ${node.name}`, change: (draft) => insertNode(draft, node, place) },
  }
}

/** Adds a step and the wire that leads to it, in one undo step. */
export function addConnected(
  document: GraphDocument,
  spec: OperatorSpec,
  at: Position,
  end: { from: string } | { to: string },
): Addition {
  const { node, height, input, output } = newStep(document, spec)
  const place = freePlace(document, at, height)
  const wire =
    'from' in end ? { from: end.from, to: `${node.id}.${input}` } : { from: `${node.id}.${output}`, to: end.to }
  return {
    ids: [node.id],
    command: {
      label: `Add ${node.name}`,
      change: (draft) => {
        insertNode(draft, node, place)
        draft.edges.push(wire)
      },
    },
  }
}

/**
 * Puts a step into a wire: the wire is cut, its ends are joined to the new step, and what follows moves to the right
 * when there is no room between.
 */
export function spliceNode(document: GraphDocument, spec: OperatorSpec, edge: GraphEdge, drop: Position): Addition {
  const { node, height, input, output } = newStep(document, spec)
  const { place, shift } = roomInside(document, edge, drop, height)
  return {
    ids: [node.id],
    command: {
      label: `Insert ${node.name}`,
      change: (draft) => {
        shiftNodes(draft, shift)
        insertNode(draft, node, place)
        draft.edges = draft.edges.filter((other) => other.from !== edge.from || other.to !== edge.to)
        draft.edges.push({ from: edge.from, to: `${node.id}.${input}` }, { from: `${node.id}.${output}`, to: edge.to })
      },
    },
  }
}

/** Whether an operator can stand inside a wire: it takes messages and sends them on. */
export function canSplice(document: GraphDocument, spec: OperatorSpec): boolean {
  const { takes, sends } = flowOf(document, spec)
  return takes && sends
}

export function removeNodes(ids: readonly string[]): Command {
  return { label: `Delete ${counted(ids.length, 'step')}`, change: (draft) => dropNodes(draft, new Set(ids)) }
}

/** Removes steps and joins what came before each to what came after it, where the rules allow. */
export function healNodes(ids: readonly string[], specOf: SpecLookup): Command {
  return {
    label: `Delete ${counted(ids.length, 'step')} and join the ends`,
    change: (draft) => {
      for (const id of ids) healNode(draft, id, specOf)
    },
  }
}

/** Sets positions; `gesture` joins the moves of one drag or one burst of keys. */
export function moveNodes(places: Readonly<Record<string, Position>>, gesture?: string): Command {
  return {
    label: `Move ${counted(Object.keys(places).length, 'step')}`,
    gesture,
    change: (draft) => {
      for (const [id, { x, y }] of Object.entries(places)) {
        const old = positionOf(draft, id)
        if (old.x !== x || old.y !== y) draft.layout.nodes[id] = { ...draft.layout.nodes[id], x, y }
      }
    },
  }
}

/** Gives steps the places that were reckoned for them. */
export function layOutNodes(places: Readonly<Record<string, Position>>): Command {
  return { ...moveNodes(places), label: `Lay out ${counted(Object.keys(places).length, 'step')}` }
}

export function renameNode(id: string, name: string): Command {
  return editNode(id, `Rename to ${name || id}`, (node) => {
    if (name) node.name = name
    else delete node.name
  })
}

/** Sets one value inside a node's config; undefined removes it. `gesture` joins the pauses of one edit. */
export function setConfig(id: string, path: readonly (string | number)[], value: unknown, gesture?: string): Command {
  return editNode(id, `Edit ${path.join('.')}`, (node) => assign(node.config, path, value), gesture)
}

function editNode(id: string, label: string, edit: (node: GraphNode) => void, gesture?: string): Command {
  return {
    label,
    gesture,
    change: (draft) => {
      const node = draft.nodes.find((other) => other.id === id)
      if (node) edit(node)
    },
  }
}

function assign(target: object, path: readonly (string | number)[], value: unknown): void {
  let holder = target as Record<string | number, unknown>
  for (const [index, key] of path.slice(0, -1).entries()) {
    if (typeof holder[key] !== 'object' || holder[key] === null) {
      holder[key] = typeof path[index + 1] === 'number' ? [] : {}
    }
    holder = holder[key] as Record<string | number, unknown>
  }
  const last = path.at(-1)
  if (last === undefined) return
  if (value === undefined) delete holder[last]
  else holder[last] = value
}

function insertNode(draft: GraphDocument, node: GraphNode, place: Position): void {
  draft.nodes.push(node)
  draft.layout.nodes[node.id] = { ...place }
}

function dropNodes(draft: GraphDocument, ids: ReadonlySet<string>): void {
  const stays = (end: string) => !ids.has(nodeOfEnd(end) ?? '')
  draft.nodes = draft.nodes.filter((node) => !ids.has(node.id))
  draft.edges = draft.edges.filter((edge) => stays(edge.from) && stays(edge.to))
  for (const id of ids) delete draft.layout.nodes[id]
}

function healNode(draft: GraphDocument, id: string, specOf: SpecLookup): void {
  const before = edgesInto(draft, id).map((edge) => edge.from)
  const after = edgesOutOf(draft, id).filter((edge) => parsePort(edge.from)?.port !== errorsPort)
  const ends = after.map((edge) => edge.to)
  dropNodes(draft, new Set([id]))
  for (const from of before) for (const to of ends) joinEnds(draft, from, to, specOf)
}

function joinEnds(draft: GraphDocument, from: string, to: string, specOf: SpecLookup): void {
  const [start, end] = [parsePort(from), parsePort(to)]
  if (!start || !end) return
  const wish = { from: start, to: end }
  if (refusalOf(draft, wish, specOf) === null) draft.edges.push(wireOf(wish))
}

/** Where a step inserted into a wire goes, and which steps must move to make room. */
function roomInside(document: GraphDocument, edge: GraphEdge, drop: Position, height: number) {
  const [fromId, toId] = [nodeOfEnd(edge.from) ?? '', nodeOfEnd(edge.to) ?? '']
  const [from, to] = [positionOf(document, fromId), positionOf(document, toId)]
  const gap = to.x - from.x - cardSize.width
  const needed = 2 * columnPitch - cardSize.width
  if (gap >= needed || gap < 0) return { place: freePlace(document, cardAround(drop), height), shift: {} }
  const by = columnPitch * 2 - (to.x - from.x)
  const behind = downstreamOf(document, toId).add(toId)
  behind.delete(fromId)
  const shift: Record<string, Position> = {}
  for (const id of behind) {
    const place = positionOf(document, id)
    if (place.x >= to.x) shift[id] = { x: place.x + by, y: place.y }
  }
  const shifted = produce(document, (draft) => shiftNodes(draft, shift))
  return { place: freePlace(shifted, { x: from.x + columnPitch, y: (from.y + to.y) / 2 }, height), shift }
}

function shiftNodes(draft: GraphDocument, places: Readonly<Record<string, Position>>): void {
  for (const [id, place] of Object.entries(places)) draft.layout.nodes[id] = { ...draft.layout.nodes[id], ...place }
}

function counted(count: number, noun: string): string {
  return count === 1 ? `a ${noun}` : `${count} ${noun}s`
}
