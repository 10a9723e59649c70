import * as z from 'zod'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { notBoolean } from './lib/expression-failures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'branch',
  kind: 'transform',
  group: 'Route',
  title: 'Branch',
  summary: 'Sends messages one way or the other.',
  docs: `Messages for which the predicate is \`true\` leave by \`trues\`, the others by \`falses\`; none is dropped. Wire the side you do not
need to **Discard**.

The predicate must yield \`true\` or \`false\`; anything else is an error (\`SLUICE-EXPRESSION-NOT-BOOLEAN\`).`,
  icon: 'split',
  config: z.strictObject({
    predicate: z.string().min(1).register(field, {
      title: 'Predicate',
      description: 'True leaves by `trues`, false by `falses`.',
      widget: 'expression',
      placeholder: 'value.priority == "high"',
    }),
  }),
  inputs: ['in'],
  outputs: ['trues', 'falses'],
  errors: true,
  cardinality: 'one',
  expressions: (config) => [{ path: ['predicate'], kind: 'expression', text: config.predicate }],
  summarise: (config) => `splits by ${config.predicate}`,
  examples: [
    {
      title: 'Urgent and the rest',
      config: { predicate: 'value.priority == "high"' },
      input: [{ value: { priority: 'high' } }, { value: { priority: 'low' } }],
      output: { trues: [{ value: { priority: 'high' } }], falses: [{ value: { priority: 'low' } }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  const predicate = ports.compile(config.predicate)
  return {
    onMessage(message, emit) {
      const holds = predicate.evaluate(message)
      if (holds === true) return emit('trues', message)
      if (holds === false) return emit('falses', message)
      throw notBoolean(config.predicate, holds)
    },
  }
}
