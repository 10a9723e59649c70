import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import type { Logger, StateStore } from '../engine/ports.ts'
import { openState } from '../world/world.ts'

/**
 * Where a pipeline keeps the states of its steps over a restart; null when it has none, or no data directory, which it then warns
 * of. Rejects with the failures of `openStateStore`.
 */
export async function openStateOf(
  document: GraphDocument,
  dataDirectory: string | null,
  log: Logger,
): Promise<StateStore | null> {
  const stateful = document.nodes.filter(({ operator }) => mayRemember(specOf(operator)))
  if (stateful.length === 0) return null
  if (dataDirectory !== null) return openState(dataDirectory, document.id)
  // Code that takes batches may keep state, and mostly does not.
  const sure = stateful.filter(({ operator }) => specOf(operator)?.batch !== true)
  if (sure.length > 0) {
    const names = sure.map(({ id }) => id).join(', ')
    log.warn(
      `Steps that remember (${names}) keep it in memory only: it is gone with this run. Give a data folder, with --data, to keep it.`,
    )
  }
  return null
}

function mayRemember(spec: OperatorSpec | undefined): boolean {
  return spec?.kind === 'stateful' || spec?.batch === true
}

function specOf(operator: string): OperatorSpec | undefined {
  return (operatorSpecs as Readonly<Record<string, OperatorSpec>>)[operator]
}
