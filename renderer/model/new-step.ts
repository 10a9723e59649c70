import type * as z from 'zod'
import type { GraphDocument, GraphNode } from '../../shared/graph/schema.ts'
import type { OperatorSpec } from '../../shared/operators/define.ts'
import { field } from '../../shared/operators/field.ts'
import { specForNode } from '../../shared/operators/ports.ts'
import { heightOfNew } from './card-ports.ts'
import { errorsPort } from './lookup.ts'
import { freeId, freeName, idsOf } from './naming.ts'

/** A step that is about to be added. */
export interface NewStep {
  readonly node: GraphNode
  /** Where a wire into it ends, and where one out of it begins; null where there is no such port. */
  readonly input: string | null
  readonly output: string | null
  readonly height: number
}

/** A step of an operator with a free id and name. Its options begin empty, except where there is only one to choose. */
export function newStep(document: GraphDocument, spec: OperatorSpec): NewStep {
  const config = firstConfig(document, spec)
  const own = specForNode(spec, config, document)
  const wired = own.outputs.find((port) => !own.optionalOutputs?.includes(port)) ?? own.outputs[0]
  return {
    node: { id: freeId(idsOf(document), spec.id), operator: spec.id, name: freeName(document, spec.title), config },
    input: own.inputs[0] ?? null,
    output: wired ?? (own.errors ? errorsPort : null),
    height: heightOfNew(own),
  }
}

/** Whether a new step of an operator takes messages in, and whether it sends any on (beside those that failed). */
export function flowOf(document: GraphDocument, spec: OperatorSpec): { takes: boolean; sends: boolean } {
  const { inputs, outputs } = specForNode(spec, firstConfig(document, spec), document)
  return { takes: inputs.length > 0, sends: outputs.length > 0 }
}

function firstConfig({ subflows = {} }: GraphDocument, { config }: OperatorSpec): GraphNode['config'] {
  const [only, ...others] = Object.keys(subflows)
  if (only === undefined || others.length > 0) return {}
  const options = Object.entries(config.shape as Record<string, z.ZodType>)
  return Object.fromEntries(
    options.filter(([, schema]) => field.get(schema)?.widget === 'subflow').map(([key]) => [key, only]),
  )
}
