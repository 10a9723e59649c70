import * as z from 'zod'
import type { OperatorSpec } from '../../operators/define.ts'
import type { Specs } from '../drawing.ts'
import { documentSchema, type GraphDocument, type Subflow } from '../schema.ts'

/** Stands where messages enter and leave a subflow, so that it can be checked like a document of its own. */
const boundary = {
  group: 'Shape',
  title: 'Port',
  summary: '',
  docs: '',
  icon: 'circle',
  config: z.looseObject({}),
  errors: false,
  summarise: () => '',
  examples: [],
} as const

const entry: OperatorSpec = {
  ...boundary,
  id: '@input',
  kind: 'source',
  inputs: [],
  outputs: ['out'],
  cardinality: 'none',
}
const exit: OperatorSpec = {
  ...boundary,
  id: '@output',
  kind: 'sink',
  inputs: ['in'],
  outputs: [],
  cardinality: 'none',
}

/** Whether a step was put in here and is none of the document's. */
export function isBoundary(id: string): boolean {
  return id.startsWith('@')
}

/** The body of a subflow as a document whose ports are sources and sinks, within the connections and settings of its own. */
export function bodyOf(
  subflow: Subflow,
  { id, connections, settings, parameters, subflows }: GraphDocument,
): GraphDocument {
  const inputs = Object.entries(subflow.inputs)
  const outputs = Object.entries(subflow.outputs)
  return documentSchema.parse({
    format: 'sluice/1',
    id,
    name: subflow.name,
    connections,
    settings,
    subflows,
    parameters: { ...parameters, ...subflow.parameters },
    nodes: [
      ...subflow.nodes,
      ...inputs.map(([port]) => ({ id: `@in-${port}`, operator: entry.id })),
      ...outputs.map(([port]) => ({ id: `@out-${port}`, operator: exit.id })),
    ],
    edges: [
      ...subflow.edges,
      ...inputs.map(([port, to]) => ({ from: `@in-${port}.out`, to })),
      ...outputs.map(([port, from]) => ({ from, to: `@out-${port}.in` })),
    ],
  })
}

export function withBoundary(specs: Specs): Specs {
  return { ...specs, [entry.id]: entry, [exit.id]: exit }
}
