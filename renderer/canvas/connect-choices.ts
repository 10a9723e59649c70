import type { GraphDocument } from '../../shared/graph/schema.ts'
import { refusalOf, type WishedWire } from '../model/connect-rules.ts'
import { displayName, errorsPort, findNode, portsOf, portTitle, positionOf, type SpecLookup } from '../model/lookup.ts'

export interface ConnectChoice {
  readonly wish: WishedWire
  /** The target's name, with its port where it has several. */
  readonly title: string
  /** Why it is not possible; null when it is. */
  readonly reason: string | null
}

/** For each output of a step, every input it could go to: possible ones first, nearer ones first. */
export function connectChoices(
  document: GraphDocument,
  from: string,
  specOf: SpecLookup,
): { readonly port: string; readonly title: string; readonly choices: readonly ConnectChoice[] }[] {
  const node = findNode(document, from)
  if (!node) return []
  const ports = portsOf(document, node, specOf)
  const targets = inputsByDistance(document, from, specOf)
  return [...ports.outputs, ...(ports.errors ? [errorsPort] : [])].map((port) => {
    const choices = targets.map(({ to, title }) => {
      const wish = { from: { node: from, port }, to }
      return { wish, title, reason: refusalOf(document, wish, specOf) }
    })
    return {
      port,
      title: portTitle(ports, port),
      choices: choices.sort((a, b) => Number(a.reason !== null) - Number(b.reason !== null)),
    }
  })
}

function inputsByDistance(document: GraphDocument, from: string, specOf: SpecLookup) {
  const here = positionOf(document, from)
  const distance = (id: string) => {
    const there = positionOf(document, id)
    return Math.hypot(there.x - here.x, there.y - here.y)
  }
  return document.nodes
    .filter((node) => node.id !== from)
    .sort((a, b) => distance(a.id) - distance(b.id))
    .flatMap((node) => {
      const ports = portsOf(document, node, specOf)
      const name = displayName(node, specOf)
      return ports.inputs.map((port) => ({
        to: { node: node.id, port },
        title: ports.inputs.length > 1 ? `${name}, ${portTitle(ports, port)}` : name,
      }))
    })
}
