import { findCycle } from '../../shared/graph/order.ts'
import {
  type ErrorPolicy,
  edgeId,
  type GraphDocument,
  type GraphNode,
  type PortReference,
  parsePort,
} from '../../shared/graph/schema.ts'
import type { ExpandedEdge } from '../../shared/graph/subflows/expand.ts'
import { fail } from '../../shared/ipc/failure.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { specForNode } from '../../shared/operators/ports.ts'

/** Every operator that can be drawn, by id. */
export type OperatorTable = Readonly<Record<string, OperatorSpec>>

export interface PlannedNode {
  readonly id: string
  /** As sentences name it: `"Parse orders" (parse, deserialize)`. */
  readonly label: string
  /** With the ports this node has. */
  readonly spec: OperatorSpec
  /** Parsed by the operator's schema: defaults are in. */
  readonly config: object
  /** What happens to an error when the `errors` port has no wire. */
  readonly onError: ErrorPolicy
}

export interface PlannedEdge {
  readonly id: string
  readonly from: PortReference
  readonly to: PortReference
}

export interface Plan {
  readonly nodes: readonly PlannedNode[]
  readonly edges: readonly PlannedEdge[]
}

/**
 * Turns a document into what is to be built. `check` has been through it, so everything thrown here is a defect of the
 * caller, said clearly all the same.
 */
export function planPipeline(document: GraphDocument, specs: OperatorTable): Plan {
  const nodes = document.nodes.map((node) => planNode(node, document, specs))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const edges = new Map(document.edges.map((edge) => [edgeId(edge), planEdge(edge, byId)]))
  refuseCycle(document)
  return { nodes, edges: [...edges.values()] }
}

function planNode(node: GraphNode, document: GraphDocument, specs: OperatorTable): PlannedNode {
  const known = Object.hasOwn(specs, node.operator) ? specs[node.operator] : undefined
  const label = labelOf(node)
  if (known === undefined) {
    throw fail('SLUICE-OPERATOR-UNKNOWN', `Node ${label} uses an operator this version does not know.`, {
      nodeId: node.id,
    })
  }
  const spec = specForNode(known, node.config, document)
  const config = spec.config.safeParse(node.config)
  if (!config.success) {
    const reasons = config.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
    throw fail('SLUICE-CONFIG-INVALID', `Node ${label} has an invalid config. ${reasons}`, { nodeId: node.id })
  }
  return { id: node.id, label, spec, config: config.data, onError: node.onError ?? document.settings.unhandledErrors }
}

function labelOf(node: GraphNode): string {
  return node.name ? `"${node.name}" (${node.id}, ${node.operator})` : `${node.id} (${node.operator})`
}

function planEdge(edge: ExpandedEdge, nodes: ReadonlyMap<string, PlannedNode>): PlannedEdge {
  const { from, to } = edge
  const start = parsePort(from)
  const end = parsePort(to)
  const source = start === null ? undefined : nodes.get(start.node)
  const target = end === null ? undefined : nodes.get(end.node)
  const id = edge.id ?? edgeId({ from, to })
  if (
    !start ||
    !end ||
    !source ||
    !target ||
    !outputsOf(source.spec).includes(start.port) ||
    !target.spec.inputs.includes(end.port)
  ) {
    throw fail('SLUICE-EDGE-INVALID', `The wire ${id} leads from or to a port that is not there.`)
  }
  return { id, from: start, to: end }
}

/** All output ports, `errors` last. */
export function outputsOf(spec: OperatorSpec): readonly string[] {
  return spec.errors ? [...spec.outputs, 'errors'] : spec.outputs
}

/** Messages are pushed along the wires by calls; in a circle they would never come to an end. */
function refuseCycle(document: GraphDocument): void {
  const cycle = findCycle(document)
  if (cycle === null) return
  const path = [...cycle.map((wire) => wire.from.node), cycle[0]?.from.node].join(' → ')
  throw fail('SLUICE-GRAPH-CYCLE', `The wires form a circle: ${path}.`)
}
