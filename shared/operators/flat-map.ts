import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { describeValue } from './lib/expression-failures.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'flat-map',
  kind: 'transform',
  group: 'Shape',
  title: 'Flat map',
  summary: 'Makes a message of each entry of a list.',
  docs: `The expression yields a list; each entry becomes the value of a message of its own, in the order of the list. Key, properties, topic
and times are those of the message that came in. It is acknowledged when all that was made of it has ended.

An empty list makes no message: what came in is counted as dropped(empty-list). Anything but a list is an error
(\`SLUICE-FLAT-MAP-NOT-LIST\`): a text is not taken apart into its letters, nor an object into its keys, as Bytewax would. \`[value]\` makes a
list of one; \`value.items.map(item, {"order": value.id, "item": item})\` gives each entry what it needs from the whole, and
\`value.items.filter(item, item.count > 0)\` leaves entries out.

To change a value without making several of it use **Map**.`,
  icon: 'ungroup',
  config: z.strictObject({
    expression: z.string().min(1).register(field, {
      title: 'List',
      description: 'Yields the list whose entries become messages.',
      widget: 'expression',
      placeholder: 'value.items',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'many',
  dropReason: 'empty-list',
  emits: () => 'decoded',
  expressions: (config) => [{ path: ['expression'], kind: 'expression', text: config.expression }],
  summarise: (config) => `one message each of ${config.expression}`,
  examples: [
    {
      title: 'Lines of an order',
      config: { expression: 'value.items' },
      input: [{ value: { id: 'A-1', items: [{ sku: 'x' }, { sku: 'y' }] }, key: 'A-1' }],
      output: {
        out: [
          { value: { sku: 'x' }, key: 'A-1' },
          { value: { sku: 'y' }, key: 'A-1' },
        ],
      },
    },
    {
      title: 'Each line with its order',
      config: { expression: 'value.items.map(item, {"order": value.id, "sku": item.sku})' },
      input: [{ value: { id: 'A-1', items: [{ sku: 'x' }] } }, { value: { id: 'A-2', items: [] } }],
      output: { out: [{ value: { order: 'A-1', sku: 'x' } }] },
    },
    {
      title: 'A text is not a list',
      config: { expression: 'value' },
      input: [{ value: 'abc' }],
      output: { out: [], errors: [{ failure: 'SLUICE-FLAT-MAP-NOT-LIST' }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  const program = ports.compile(config.expression)
  return {
    onMessage(message, emit) {
      const list = program.evaluate(message)
      if (!Array.isArray(list)) throw notList(config.expression, list)
      let wait: void | Promise<void> = undefined as void
      for (const value of list as readonly unknown[]) wait = emit('out', { ...message, value }) ?? wait
      return wait
    },
  }
}

function notList(expression: string, result: unknown) {
  return fail(
    'SLUICE-FLAT-MAP-NOT-LIST',
    `\`${expression}\` must yield a list; it gave ${describeValue(result)}. To make a list of one write \`[${expression}]\`.`,
    { detail: { expression } },
  )
}
