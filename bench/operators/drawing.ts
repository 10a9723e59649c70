import { specForNode } from '../../shared/operators/ports.ts'
import { findSpec } from '../../shared/operators/specs.ts'
import type { OperatorCase } from './case.ts'

/** What stands on a message after the step `fails`. */
export const failure = { code: 'SLUICE-STEP-FAILED', message: 'It does not fit.', nodeId: 'fails', attempt: 1 }

/** The case as a document: `feed` before the operator, `end` behind it, as far as it has inputs and outputs. */
export function drawingOf(operator: string, { document, edges, message, ...rest }: OperatorCase, count: number) {
  const config = typeof rest.config === 'function' ? rest.config(count) : rest.config
  const spec = specForNode(findSpec(operator)!, config, (document ?? {}) as never)
  const into = message === undefined ? [] : [`feed.out>tested.${spec.inputs[0]}`]
  const wires = edges ?? [...into, ...spec.outputs.map((port) => `tested.${port}>end.in`)]
  const names = ['feed', 'fails', 'tested', 'end'].filter((node) => wires.some((wire) => wire.includes(`${node}.`)))
  const operators: Record<string, object> = {
    feed: { operator: 'feed' },
    fails: { operator: 'fails' },
    tested: { operator, config },
    end: { operator: 'end' },
  }
  return {
    ...document,
    format: 'sluice/1',
    id: 'bench',
    name: 'Bench',
    connections: { main: { type: 'embedded' } },
    nodes: names.map((id) => ({ id, ...operators[id] })),
    edges: wires.map((wire) => ({ from: wire.split('>')[0], to: wire.split('>')[1] })),
  }
}
