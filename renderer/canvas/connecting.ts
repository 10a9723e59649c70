import type {
  Connection,
  Edge,
  FinalConnectionState,
  OnConnectStart,
  OnConnectStartParams,
  OnReconnect,
} from '@xyflow/react'
import { parsePort } from '../../shared/graph/schema.ts'
import { refusalOf, type WishedWire } from '../model/connect-rules.ts'
import { findNode, portsOf } from '../model/lookup.ts'
import { actions, documents, notices } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { canvasView } from './canvas-view.ts'
import { openQuickAdd } from './menus.ts'
import type { WireEdge } from './project.ts'

/** What a drawn connection asks for. */
export function wishOf(connection: Connection | Edge): WishedWire {
  return {
    from: { node: connection.source, port: connection.sourceHandle ?? '' },
    to: { node: connection.target, port: connection.targetHandle ?? '' },
  }
}

export function isAllowed(connection: Connection | Edge): boolean {
  return refusalOf(documents.getState().document, wishOf(connection), specOf) === null
}

/** Marks the steps that can take the wire that is being drawn. */
export const connectStarted: OnConnectStart = (_, params) => {
  for (const element of nodeElements()) element.dataset.allowed = mark(element.dataset.id ?? '', params)
}

/** A wire was let go: on a port (already drawn), on a card (goes to its input), on nothing (asks for a new step). */
export function connectEnded(event: MouseEvent | TouchEvent, state: FinalConnectionState): void {
  for (const element of nodeElements()) delete element.dataset.allowed
  const { fromHandle } = state
  if (state.isValid || !fromHandle) return
  const point = pointOf(event)
  const port = `${fromHandle.nodeId}.${fromHandle.id}`
  const node = canvasView.nodeAt(point)
  if (state.toHandle) refuse(fromHandle, state.toHandle)
  else if (node !== null) dropOnCard(port, fromHandle.type === 'source', node)
  else if (canvasView.contains(point)) openQuickAdd(point, fromHandle.type === 'source' ? { from: port } : { to: port })
}

export const reconnected: OnReconnect<WireEdge> = (edge, connection) =>
  actions.rewireOrTell(edge.id, wishOf(connection))

/** Why the wire in the air may not end at a port; null when it may. */
export function refusalAt(
  from: { nodeId: string; id?: string | null; type: string },
  to: { nodeId: string; id?: string | null; type: string },
): string | null {
  if (from.nodeId === to.nodeId && from.id === to.id) return null
  if (from.type === to.type) {
    return from.type === 'source'
      ? 'A wire ends at an input, not at an output.'
      : 'A wire starts at an output, not at an input.'
  }
  const [start, end] = from.type === 'source' ? [from, to] : [to, from]
  const wish = { from: { node: start.nodeId, port: start.id ?? '' }, to: { node: end.nodeId, port: end.id ?? '' } }
  return refusalOf(documents.getState().document, wish, specOf)
}

function refuse(from: Parameters<typeof refusalAt>[0], to: Parameters<typeof refusalAt>[1]): void {
  const reason = refusalAt(from, to)
  if (reason) notices.getState().warn(reason)
}

function dropOnCard(end: string, forward: boolean, id: string): void {
  const wish = wishTo(end, forward, id)
  if (wish && wish.from.node !== wish.to.node) actions.connectOrTell(wish)
}

/** The wire from a port to the first fitting port of a step, one that is still free before others. */
function wishTo(end: string, forward: boolean, id: string): WishedWire | null {
  const { document } = documents.getState()
  const [here, node] = [parsePort(end), findNode(document, id)]
  if (!here || !node) return null
  const { inputs, outputs } = portsOf(document, node, specOf)
  const ports = forward ? inputs : outputs
  const wired = new Set(document.edges.map((edge) => (forward ? edge.to : edge.from)))
  const there = { node: id, port: ports.find((port) => !wired.has(`${id}.${port}`)) ?? ports[0] ?? '' }
  return forward ? { from: here, to: there } : { from: there, to: here }
}

function mark(id: string, { nodeId, handleId, handleType }: OnConnectStartParams): string {
  const forward = handleType === 'source'
  const wish = wishTo(`${nodeId}.${handleId}`, forward, id)
  if (id === nodeId || !wish) return 'self'
  if (refusalOf(documents.getState().document, wish, specOf)) return 'no'
  return forward ? 'yes' : 'yes-back'
}

function nodeElements(): HTMLElement[] {
  return [...(canvasView.root()?.querySelectorAll<HTMLElement>('.react-flow__node') ?? [])]
}

function pointOf(event: MouseEvent | TouchEvent): { x: number; y: number } {
  const touch = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: touch?.clientX ?? 0, y: touch?.clientY ?? 0 }
}
