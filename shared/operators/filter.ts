import * as z from 'zod'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { notBoolean } from './lib/expression-failures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'filter',
  kind: 'transform',
  group: 'Route',
  title: 'Filter',
  summary: 'Keeps the messages a condition holds for.',
  docs: `Messages for which the condition is \`true\` go on. The others are counted as dropped(filter) and acknowledged.

The condition must yield \`true\` or \`false\`; anything else is an error (\`SLUICE-EXPRESSION-NOT-BOOLEAN\`), as in Bytewax, and so is a
field that is not there: \`has(value.total) && value.total > 100\` asks first. To keep both sides use **Branch**.`,
  icon: 'funnel',
  config: z.strictObject({
    condition: z.string().min(1).register(field, {
      title: 'Condition',
      description: 'Messages for which this is true go on.',
      widget: 'expression',
      placeholder: 'value.total > 100',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'optional',
  dropReason: 'filter',
  expressions: (config) => [{ path: ['condition'], kind: 'expression', text: config.condition }],
  summarise: (config) => `keeps ${config.condition}`,
  examples: [
    {
      title: 'Large orders',
      config: { condition: 'value.total > 100' },
      input: [{ value: { total: 250 } }, { value: { total: 20 } }],
      output: { out: [{ value: { total: 250 } }] },
    },
    {
      title: 'By property',
      config: { condition: 'properties.region == "eu"' },
      input: [
        { value: 1, properties: { region: 'eu' } },
        { value: 2, properties: { region: 'us' } },
      ],
      output: { out: [{ value: 1 }] },
    },
    {
      title: 'A number is not a condition',
      config: { condition: 'value.total' },
      input: [{ value: { total: 250 } }],
      output: { out: [], errors: [{ failure: 'SLUICE-EXPRESSION-NOT-BOOLEAN' }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  const condition = ports.compile(config.condition)
  return {
    onMessage(message, emit) {
      const holds = condition.evaluate(message)
      if (holds === true) return emit('out', message)
      if (holds !== false) throw notBoolean(config.condition, holds)
    },
  }
}
