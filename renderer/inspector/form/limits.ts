import { connectionOptions } from '../../../shared/graph/option-roles.ts'
import type { Connection, GraphDocument, GraphNode } from '../../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../../shared/operators/define.ts'
import {
  limitOf,
  type OptionGroup,
  transportNames,
  transportsOf,
} from '../../../shared/operators/lib/pulsar/transport-limits.ts'
import type { FieldPath } from './form-target.ts'

/** What the transport of a step's connection does not do with one of its fields. */
export interface FieldLimit {
  /** The field cannot be used at all. */
  readonly isOff: boolean
  /** Values that cannot be chosen. */
  readonly refusedValues: readonly string[]
  /** A sentence for the reader. */
  readonly words: string
}

/** The connection that a step uses; null when it uses none, or one that is not there. */
export function connectionOfNode(
  { connections }: GraphDocument,
  node: GraphNode,
  spec: OperatorSpec,
): Connection | null {
  const [option] = connectionOptions(spec)
  const name = option === undefined ? null : spec.config.shape[option]?.safeParse(node.config[option]).data
  return typeof name === 'string' && Object.hasOwn(connections, name) ? (connections[name] ?? null) : null
}

/** The limit at a field of a source or sink, by its path in the config; null when it counts in full. */
export function fieldLimit(connection: Connection, path: FieldPath): FieldLimit | null {
  const [group, option, ...inner] = path
  if ((group !== 'consumer' && group !== 'producer') || typeof option !== 'string' || inner.length > 0) return null
  return limitIn(connection, group, option)
}

function limitIn(connection: Connection, group: OptionGroup, option: string): FieldLimit | null {
  const [active, ...others] = transportsOf(connection)
  const limit = limitOf(active, group, option)
  if (limit === null) return null
  const { kind, values, reason } = limit
  const on = `on ${transportNames[active]}`
  if (kind === 'no-effect') return { isOff: false, refusedValues: [], words: `No effect ${on}. ${reason}` }
  const able = others.find((other) => limitOf(other, group, option) === null)
  const which =
    values === undefined ? 'Not possible' : `${values.map((value) => `\`${value}\``).join(', ')}: not possible`
  if (able !== undefined) {
    return { isOff: false, refusedValues: [], words: `${which} ${on}, only by ${transportNames[able]}. ${reason}` }
  }
  return { isOff: values === undefined, refusedValues: values ?? [], words: `${which} ${on}. ${reason}` }
}
