import type { OperatorSpec, Surroundings } from './define.ts'

/**
 * The spec as it applies to one node: its ports follow the node's config where the operator has such. `config` is as it stands
 * in the document. Whoever looks at the ports of a node takes its spec from here; one with fixed ports comes back unchanged.
 */
export function specForNode(spec: OperatorSpec, config: unknown, around: Surroundings): OperatorSpec {
  if (spec.ports === undefined) return spec
  const isObject = typeof config === 'object' && config !== null
  const { inputs, outputs, titles } = spec.ports(isObject ? (config as Record<string, unknown>) : {}, around)
  const portTitles = titles ?? spec.portTitles
  return {
    ...spec,
    inputs: [...new Set(inputs)],
    outputs: [...new Set(outputs)],
    ...(portTitles === undefined ? {} : { portTitles }),
  }
}
