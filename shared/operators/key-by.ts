import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { describeValue } from './lib/expression-failures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'key-by',
  kind: 'transform',
  group: 'Shape',
  title: 'Key by',
  summary: 'Gives each message the key it belongs to.',
  docs: `Computes the key of each message. Steps that remember (**Stateful map**, **Collect**, **Window**, **Join**) keep one state per
key, and a topic keeps the messages of one key in order.

The key must be text, as in Bytewax; anything else is an error (\`SLUICE-KEY-NOT-TEXT\`): write \`string(value.id)\` for a number. The
empty text is a key like any other.

A partition key and an ordering key that the message had are taken off: they would still send it by what it belonged to before. To
set those, or to write the key as a template, use **Set message**.`,
  icon: 'key-round',
  config: z.strictObject({
    key: z.string().min(1).register(field, {
      title: 'Key',
      description: 'Messages for which this gives the same text belong together.',
      widget: 'expression',
      placeholder: 'value.customer_id',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  keys: () => 'all',
  expressions: (config) => [{ path: ['key'], kind: 'expression', text: config.key }],
  summarise: (config) => `by ${config.key}`,
  examples: [
    {
      title: 'Orders by customer',
      config: { key: 'value.customer_id' },
      input: [{ value: { customer_id: 'C7', total: 12 } }, { value: { customer_id: 'C9', total: 30 }, key: 'web' }],
      output: { out: [{ key: 'C7' }, { key: 'C9', value: { customer_id: 'C9', total: 30 } }] },
    },
    {
      title: 'By two fields, one of them a number',
      config: { key: 'value.country + "/" + string(value.postcode)' },
      input: [{ value: { country: 'DE', postcode: 10115 } }],
      output: { out: [{ key: 'DE/10115' }] },
    },
    {
      title: 'A number is not a key',
      config: { key: 'value.id' },
      input: [{ value: { id: 7 } }],
      output: { out: [], errors: [{ failure: 'SLUICE-KEY-NOT-TEXT' }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  const program = ports.compile(config.key)
  return {
    onMessage(message, emit) {
      const key = program.evaluate(message)
      if (typeof key !== 'string') throw notText(config.key, key)
      return emit('out', { ...message, key, partitionKey: null, orderingKey: null })
    },
  }
}

function notText(expression: string, value: unknown) {
  const advice = typeof value === 'object' ? '' : ` Write \`string(${expression})\` to make text of it.`
  return fail('SLUICE-KEY-NOT-TEXT', `A key must be text; \`${expression}\` gave ${describeValue(value)}.${advice}`, {
    detail: { expression },
  })
}
