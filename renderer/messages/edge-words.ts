import { type GraphDocument, parsePort } from '../../shared/graph/schema.ts'
import { displayName, errorsPort, findNode, portsOf, portTitle } from '../model/lookup.ts'
import { specOf } from '../model/specs.ts'

/** `Parse JSON → Large order?`; with the port where the name alone would not tell: `Large order? (falses) → Per minute`. */
export function edgeWords(document: GraphDocument, edge: string): string {
  const [from = '', to = ''] = edge.split('>')
  return `${endWords(document, from)} → ${nameOf(document, to)}`
}

function endWords(document: GraphDocument, end: string): string {
  const port = parsePort(end)?.port
  const node = findNode(document, parsePort(end)?.node ?? '')
  const name = nameOf(document, end)
  if (!node || port === undefined) return name
  const ports = portsOf(document, node, specOf)
  const tells = port === errorsPort || ports.outputs.length > 1 || !ports.outputs.includes(port)
  return tells ? `${name} (${portTitle(ports, port)})` : name
}

function nameOf(document: GraphDocument, end: string): string {
  const id = parsePort(end)?.node ?? end
  const node = findNode(document, id)
  return node ? displayName(node, specOf) : id
}
