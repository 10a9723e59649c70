import { fail } from '../../ipc/failure.ts'
import { coerceParameter } from '../parameters.ts'
import { fillText, mapTexts } from '../placeholders.ts'
import { type GraphDocument, type GraphEdge, type GraphNode, parsePort, type Subflow } from '../schema.ts'

/** The operator whose nodes stand for a subflow. */
export const subflowOperator = 'pipeline'

/** Between the id of the using node and that of the step inside: `clean/parse`. No node of a document has one in its id. */
export const withinMark = '/'

/** Steps after all subflows have been put in, at most. */
const maxNodes = 20_000

/** A wire that crossed the border of a subflow keeps the id it has in the document, so that its counts are found again. */
export interface ExpandedEdge extends GraphEdge {
  readonly id?: string
}

/**
 * Puts the steps of every subflow where its node stands, again and again until no such node is left. Parameters of a subflow are
 * filled on the way; all others stay as they are. The document must have passed `check`. Throws SLUICE-SUBFLOW-TOO-LARGE.
 */
export function expandSubflows(document: GraphDocument): GraphDocument {
  let { nodes, edges }: { nodes: GraphNode[]; edges: ExpandedEdge[] } = document
  while (nodes.some(isUse)) {
    const uses = nodes.filter(isUse)
    const parts = uses.map((node) => ({ node, subflow: subflowOf(node, document) }))
    nodes = [...nodes.filter((node) => !isUse(node)), ...parts.flatMap(innerNodes)]
    edges = [...rewire(edges, new Map(parts.map((part) => [part.node.id, part.subflow]))), ...parts.flatMap(innerEdges)]
    if (nodes.length > maxNodes) {
      throw fail('SLUICE-SUBFLOW-TOO-LARGE', `With its subflows put in, the pipeline has more than ${maxNodes} steps.`)
    }
  }
  return { ...document, subflows: undefined, nodes, edges }
}

function isUse(node: GraphNode): boolean {
  return node.operator === subflowOperator
}

interface Part {
  readonly node: GraphNode
  readonly subflow: Subflow
}

function subflowOf(node: GraphNode, { subflows }: GraphDocument): Subflow {
  const subflow = subflows?.[String(node.config.subflow)]
  if (subflow !== undefined) return subflow
  throw fail('SLUICE-SUBFLOW-UNKNOWN', `The step "${node.id}" uses a subflow that the document does not have.`)
}

const innerId = (outer: string, inner: string) => `${outer}${withinMark}${inner}`

function innerNodes({ node: outer, subflow }: Part): GraphNode[] {
  return fillParameters(outer, subflow).map((node) => ({
    ...node,
    id: innerId(outer.id, node.id),
    ...(node.onError === undefined && outer.onError !== undefined ? { onError: outer.onError } : {}),
  }))
}

function innerEdges({ node: outer, subflow }: Part): GraphEdge[] {
  return subflow.edges.map((edge) => ({ ...edge, from: innerId(outer.id, edge.from), to: innerId(outer.id, edge.to) }))
}

/** A value may itself hold placeholders of the document; they are filled with all others later. */
function fillParameters(outer: GraphNode, subflow: Subflow): readonly GraphNode[] {
  const given = outer.config.parameters as Readonly<Record<string, unknown>> | undefined
  const around = { ...emptyDocument, nodes: subflow.nodes }
  return mapTexts(around, (text) =>
    fillText(text, (part) => {
      if (part.kind !== 'parameter' || !Object.hasOwn(subflow.parameters, part.name)) return undefined
      const parameter = subflow.parameters[part.name]
      const value =
        (given?.[part.name] as string | number | boolean | undefined) ??
        parameter?.default ??
        part.fallback ??
        undefined
      return value === undefined || parameter === undefined ? value : (coerceParameter(parameter.type, value) ?? value)
    }),
  ).nodes
}

const emptyDocument = { connections: {}, settings: {} } as unknown as GraphDocument

/** Wires to and from a using node go to the port inside that its port stands for. */
function rewire(edges: readonly ExpandedEdge[], uses: ReadonlyMap<string, Subflow>): ExpandedEdge[] {
  return edges.map((edge) => {
    const from = inside(edge.from, uses, 'outputs')
    const to = inside(edge.to, uses, 'inputs')
    if (from === edge.from && to === edge.to) return edge
    return { ...edge, from, to, id: edge.id ?? `${edge.from}>${edge.to}` }
  })
}

function inside(end: string, uses: ReadonlyMap<string, Subflow>, side: 'inputs' | 'outputs'): string {
  const port = parsePort(end)
  const subflow = port === null ? undefined : uses.get(port.node)
  const inner = port === null ? undefined : subflow?.[side][port.port]
  return port === null || inner === undefined ? end : innerId(port.node, inner)
}
