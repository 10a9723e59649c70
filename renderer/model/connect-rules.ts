import { edgeId, type GraphDocument, type PortReference } from '../../shared/graph/schema.ts'
import { displayName, downstreamOf, errorsPort, findEdge, findNode, portsOf, type SpecLookup } from './lookup.ts'

/** A wire somebody would like to draw. */
export interface WishedWire {
  readonly from: PortReference
  readonly to: PortReference
}

/** A rule looks at a wish and says why it cannot be granted, or null. */
type Rule = (document: GraphDocument, wish: WishedWire, specOf: SpecLookup) => string | null

const rules: readonly Rule[] = [nodesExist, notItself, targetTakesMessages, portsExist, notDrawnYet, noLoop]

/** Why a wire may not be drawn, in words for the person drawing it; null when it may. */
export function refusalOf(document: GraphDocument, wish: WishedWire, specOf: SpecLookup): string | null {
  for (const rule of rules) {
    const reason = rule(document, wish, specOf)
    if (reason) return reason
  }
  return null
}

export function wireOf(wish: WishedWire): { from: string; to: string } {
  return { from: `${wish.from.node}.${wish.from.port}`, to: `${wish.to.node}.${wish.to.port}` }
}

function nodesExist(document: GraphDocument, { from, to }: WishedWire): string | null {
  return findNode(document, from.node) && findNode(document, to.node) ? null : 'One end of this wire is gone.'
}

function notItself(_: GraphDocument, { from, to }: WishedWire): string | null {
  return from.node === to.node ? 'A step cannot feed itself.' : null
}

function targetTakesMessages(document: GraphDocument, { to }: WishedWire, specOf: SpecLookup): string | null {
  const node = findNode(document, to.node)!
  if (portsOf(document, node, specOf).inputs.length > 0 || !specOf(node.operator)) return null
  return `${displayName(node, specOf)} is a source: nothing can flow into it.`
}

function portsExist(document: GraphDocument, { from, to }: WishedWire, specOf: SpecLookup): string | null {
  const [source, target] = [findNode(document, from.node)!, findNode(document, to.node)!]
  const [ends, starts] = [portsOf(document, target, specOf), portsOf(document, source, specOf)]
  const isOutput = starts.outputs.includes(from.port) || (starts.errors && from.port === errorsPort)
  if (specOf(source.operator) && !isOutput) return 'A wire starts at an output.'
  if (specOf(target.operator) && !ends.inputs.includes(to.port))
    return 'A wire ends at an input, on the left of a step.'
  return null
}

function notDrawnYet(document: GraphDocument, wish: WishedWire): string | null {
  return findEdge(document, edgeId(wireOf(wish))) ? 'These two are already connected.' : null
}

function noLoop(document: GraphDocument, { from, to }: WishedWire, specOf: SpecLookup): string | null {
  if (!downstreamOf(document, to.node).has(from.node)) return null
  const name = (id: string) => displayName(findNode(document, id)!, specOf)
  return `That would make a loop: ${name(to.node)} already feeds ${name(from.node)}.`
}
