import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'discard',
  kind: 'sink',
  group: 'Sinks',
  title: 'Discard',
  summary: 'Ends messages on purpose, with a reason.',
  docs: `An explicit end. What arrives is counted as dropped under the reason and acknowledged. Wire a port here to say that you
do not need it, for example the \`falses\` of a **Branch**.`,
  icon: 'trash-2',
  config: z.strictObject({
    reason: z
      .string()
      .regex(/^[A-Za-z0-9 _-]{1,40}$/, 'Use up to 40 letters, digits, spaces, - and _.')
      .default('discarded')
      .register(field, {
        title: 'Reason',
        description: 'The word under which these messages are counted.',
        placeholder: 'discarded',
      }),
  }),
  inputs: ['in'],
  outputs: [],
  errors: false,
  cardinality: 'none',
  dropReason: 'discarded',
  summarise: (config) => `drops as ${config.reason}`,
  examples: [{ title: 'Test traffic', config: { reason: 'test traffic' } }],
})
