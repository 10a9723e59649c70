import type { Grant, OperatorSpec } from '../operators/define.ts'
import { isPlaceholder, readPlaceholders } from './placeholders.ts'
import type { Connection, GraphDocument } from './schema.ts'

/** What a pipeline may do beyond Pulsar: what its steps ask for, and give a secret of this machine to the address it names. */
export type PipelineGrant = Grant | 'secrets'

/** A step or a connection that may do something to the machine, or reach out of it, when the pipeline runs. */
export interface Granted {
  /** Of the step, or the name of the connection. */
  readonly id: string
  /** As drawn; empty when the step has no name. */
  readonly name: string
  readonly grants: readonly PipelineGrant[]
}

/**
 * Whatever of a document asks for something: steps, those inside subflows too, and connections that name files or secrets. Unknown operators
 * ask for nothing: they do not run.
 */
export function grantsOf(
  { nodes, subflows, connections }: Pick<GraphDocument, 'nodes' | 'subflows' | 'connections'>,
  specOf: (operator: string) => Pick<OperatorSpec, 'grants'> | undefined,
): readonly Granted[] {
  const inside = Object.values(subflows ?? {}).flatMap((subflow) => subflow.nodes)
  const steps = [...nodes, ...inside].map(({ id, name = '', operator, config }): Granted => {
    const secrets = namesSecret(config) ? (['secrets'] as const) : []
    return { id, name, grants: [...(specOf(operator)?.grants ?? []), ...secrets] }
  })
  const brokers = Object.entries(connections).map(([id, connection]): Granted => {
    return { id, name: '', grants: grantsOfConnection(connection) }
  })
  return [...steps, ...brokers].filter(({ grants }) => grants.length > 0)
}

function grantsOfConnection(connection: Connection): readonly PipelineGrant[] {
  if (connection.type === 'embedded') return []
  const parts = { ...connection.auth, ...connection.tls }
  const namesFile = Object.entries(parts).some(([key, value]) => key.endsWith('File') && value !== undefined)
  return [...(namesFile ? (['files'] as const) : []), ...(namesSecret(connection) ? (['secrets'] as const) : [])]
}

/** Anywhere in its texts. */
function namesSecret(value: unknown): boolean {
  if (typeof value === 'string') {
    return readPlaceholders(value).some((part) => isPlaceholder(part) && part.kind === 'secret')
  }
  return typeof value === 'object' && value !== null && Object.values(value).some(namesSecret)
}
