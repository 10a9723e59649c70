import { resolveWithoutSecrets } from '../../shared/graph/parameters.ts'
import type { GraphDocument, GraphNode } from '../../shared/graph/schema.ts'
import { subflowOperator } from '../../shared/graph/subflows/expand.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'

type Parameters = GraphDocument['parameters']

const known = new WeakMap<GraphNode['config'], { readonly parameters: Parameters; readonly text: string }>()

/**
 * The line on a card, in plain words, with parameters at their defaults; the words of the palette while the options are
 * not complete. Remembered for as long as neither options nor parameters change.
 */
export function summaryOf(spec: OperatorSpec, node: GraphNode, document: GraphDocument): string {
  const { parameters } = document
  if (node.operator === subflowOperator) return subflowLine(node, document) ?? spec.summary
  const found = known.get(node.config)
  if (found?.parameters === parameters) return found.text
  const parsed = spec.config.safeParse(withDefaults(node, document))
  const text = parsed.success ? spec.summarise(parsed.data) : spec.summary
  known.set(node.config, { parameters, text })
  return text
}

/** `Clean orders: 3 steps` */
function subflowLine({ config }: GraphNode, { subflows = {} }: GraphDocument): string | null {
  const key = String(config.subflow ?? '')
  const subflow = Object.hasOwn(subflows, key) ? subflows[key] : undefined
  if (!subflow) return null
  const { length } = subflow.nodes
  return `${subflow.name || key}: ${length} ${length === 1 ? 'step' : 'steps'}`
}

function withDefaults(node: GraphNode, document: GraphDocument): GraphNode['config'] {
  if (!JSON.stringify(node.config).includes('${')) return node.config
  const alone = { ...document, nodes: [node], edges: [], connections: {} }
  return resolveWithoutSecrets(alone).document?.nodes[0]?.config ?? node.config
}
