import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'

const noPorts = { inputs: [], outputs: [] }

export const spec = /* @__PURE__ */ defineSpec({
  id: 'pipeline',
  kind: 'transform',
  group: 'Shape',
  title: 'Subflow',
  summary: 'A part of a drawing, saved under a name and used like one step.',
  docs: `Uses one of the document's subflows. Its ports are those the subflow names; each is one port of a step inside. The steps
inside run as if they were drawn here: they count, fail and can be looked at one by one, and their ids begin with this step's id
and a slash.

Parameters of the subflow are filled here; one that is left out takes its default. Values may use the pipeline's own parameters.
The same subflow can be used many times; each use keeps its own state. Subflows may use subflows, but never themselves.`,
  icon: 'workflow',
  config: z.strictObject({
    subflow: z.string().min(1).register(field, {
      title: 'Subflow',
      description: 'Name under which it stands among the document’s subflows.',
      widget: 'subflow',
      placeholder: 'clean-orders',
    }),
    parameters: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .default({})
      .register(field, {
        title: 'Parameters',
        description: 'Values for the parameters the subflow declares.',
        widget: 'subflow-parameters',
      }),
  }),
  inputs: [],
  outputs: [],
  portsInWords: 'The inputs and outputs that the subflow declares.',
  ports: ({ subflow }, { subflows }) => {
    const used = typeof subflow === 'string' && Object.hasOwn(subflows ?? {}, subflow) ? subflows?.[subflow] : undefined
    return used === undefined ? noPorts : { inputs: Object.keys(used.inputs), outputs: Object.keys(used.outputs) }
  },
  errors: false,
  cardinality: 'many',
  keys: () => 'some',
  summarise: ({ subflow }) => `runs ${subflow}`,
  examples: [
    {
      title: 'A subflow with a parameter',
      config: { subflow: 'clean-orders', parameters: { MINIMUM: '100' } },
    },
  ],
})

/** The steps of the subflow take this step's place before a pipeline starts; there is nothing left to run. */
export const run: TransformRun<typeof spec> = ({ subflow }) => {
  throw fail('SLUICE-SUBFLOW-UNKNOWN', `The subflow "${subflow}" was not put in before the start.`)
}
