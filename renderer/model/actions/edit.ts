import { edgeId, type GraphDocument, type GraphNode } from '../../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import type { Addition } from '../command.ts'
import { excerpt, pasteNodes } from '../commands/clipboard.ts'
import { connect, disconnect, rewire } from '../commands/edges.ts'
import { addConnected, addNode, canSplice, healNodes, moveNodes, removeNodes, spliceNode } from '../commands/nodes.ts'
import { refusalOf, type WishedWire } from '../connect-rules.ts'
import { readDocument, writeDocument } from '../document-text.ts'
import { findEdge, findNode, type Position, portsOf, positionOf } from '../lookup.ts'
import { flowOf } from '../new-step.ts'
import { placeAfter } from '../placement.ts'
import type { SessionParts } from './parts.ts'

/** The end of a wire in the air: where it came from, waiting for a step. */
export type LooseEnd = { readonly from: string } | { readonly to: string }

/** Edits that need more than the document: the selection, a reason to refuse, the clipboard. */
export function createEditActions(parts: SessionParts) {
  const { documents, selection, notices, specOf } = parts
  const document = () => documents.getState().document
  const apply = documents.getState().apply

  function perform({ command, ids }: Addition): void {
    apply(command)
    selection.getState().select({ nodes: ids })
  }

  /** Adds a step after the selected one and connects it where that is allowed; else at `fallback`. */
  function addAfterSelection(spec: OperatorSpec, fallback: Position): void {
    const [id] = selection.getState().nodes
    const node = id === undefined ? undefined : findNode(document(), id)
    if (node) perform(stepAfter(node, spec))
    else perform(addNode(document(), spec, fallback))
  }

  function stepAfter(node: GraphNode, spec: OperatorSpec): Addition {
    const at = placeAfter(document(), node.id)
    const port = freeOutput(node)
    if (port === undefined || !flowOf(document(), spec).takes) return addNode(document(), spec, at)
    return addConnected(document(), spec, at, { from: `${node.id}.${port}` })
  }

  /** The first output that nothing is wired to, of those that should not stay so. */
  function freeOutput(node: GraphNode): string | undefined {
    const { outputs, optional } = portsOf(document(), node, specOf)
    const wired = new Set(document().edges.map((edge) => edge.from))
    return outputs.find((port) => !optional.includes(port) && !wired.has(`${node.id}.${port}`))
  }

  function insertOnEdge(spec: OperatorSpec, id: string, at: Position): void {
    const edge = findEdge(document(), id)
    if (!edge) return
    if (canSplice(document(), spec)) perform(spliceNode(document(), spec, edge, at))
    else notices.getState().warn(`${spec.title} cannot stand inside a wire: ${missingFlow(spec)}.`)
  }

  function missingFlow(spec: OperatorSpec): string {
    if (spec.ports) return 'it has no ports before its settings say which'
    return flowOf(document(), spec).takes ? 'nothing flows out of it' : 'nothing flows into it'
  }

  function connectOrTell(wish: WishedWire): boolean {
    const reason = refusalOf(document(), wish, specOf)
    if (reason) notices.getState().warn(reason)
    else apply(connect(wish))
    return reason === null
  }

  function rewireOrTell(id: string, wish: WishedWire): void {
    if (
      findEdge(document(), id) &&
      edgeId({ from: `${wish.from.node}.${wish.from.port}`, to: `${wish.to.node}.${wish.to.port}` }) === id
    )
      return
    const without = { ...document(), edges: document().edges.filter((edge) => edgeId(edge) !== id) }
    const reason = refusalOf(without, wish, specOf)
    if (reason) notices.getState().warn(reason)
    else apply(rewire(id, wish))
  }

  function removeSelection(heal: boolean): void {
    const { nodes, edges } = selection.getState()
    if (nodes.length > 0) apply(heal ? healNodes(nodes, specOf) : removeNodes(nodes))
    else if (edges.length > 0) apply(disconnect(edges))
    selection.getState().clear()
  }

  function nudgeSelection(by: Position, gesture: string): void {
    const { nodes } = selection.getState()
    const places = nodes.map((id) => {
      const { x, y } = positionOf(document(), id)
      return [id, { x: x + by.x, y: y + by.y }] as const
    })
    apply(moveNodes(Object.fromEntries(places), gesture))
  }

  /** The selected steps as text for the clipboard; null when none are selected. */
  function copyText(): string | null {
    const { nodes } = selection.getState()
    return nodes.length === 0 ? null : writeDocument(excerpt(document(), nodes))
  }

  /** Pastes steps from text; text that is no pipeline is none of our business and left alone. */
  function pasteText(text: string, at: Position): boolean {
    const pasted = readQuietly(text)
    if (!pasted || pasted.nodes.length === 0) return false
    perform(pasteNodes(document(), pasted, at))
    return true
  }

  function duplicateSelection(): void {
    const { nodes } = selection.getState()
    if (nodes.length === 0) return
    const part = excerpt(document(), nodes)
    const left = Math.min(...nodes.map((id) => positionOf(document(), id).x))
    const top = Math.min(...nodes.map((id) => positionOf(document(), id).y))
    perform(pasteNodes(document(), part, { x: left + 40, y: top + 40 }))
  }

  return {
    addAt: (spec: OperatorSpec, at: Position) => perform(addNode(document(), spec, at)),
    addAfterSelection,
    /** Adds a step at the end of a wire that was dropped on the empty canvas. */
    addToLooseEnd: (spec: OperatorSpec, at: Position, end: LooseEnd) =>
      perform(addConnected(document(), spec, at, end)),
    insertOnEdge,
    connectOrTell,
    rewireOrTell,
    removeSelection,
    nudgeSelection,
    copyText,
    pasteText,
    duplicateSelection,
    selectAll: () => selection.getState().select({ nodes: document().nodes.map((node) => node.id) }),
  }
}

/** Whether an operator can take up a loose end. */
export function fitsLooseEnd(document: GraphDocument, spec: OperatorSpec, end: LooseEnd): boolean {
  const { takes, sends } = flowOf(document, spec)
  return 'from' in end ? takes : sends
}

function readQuietly(text: string): GraphDocument | null {
  try {
    return readDocument(text)
  } catch {
    return null
  }
}
