import * as z from 'zod'
import { defineSpec, type EmbeddedExpression, type TransformRun } from './define.ts'
import { field } from './field.ts'

const colours = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'grey'] as const

export const spec = /* @__PURE__ */ defineSpec({
  id: 'inspect',
  kind: 'transform',
  group: 'Watch',
  title: 'Inspect',
  summary: 'A named place to look at messages.',
  docs: `Every message passes through as it is; what is set here says how the messages panel shows them: which columns, in which colour, and
when it stops to be read. The pipeline itself never waits, is never stopped and is never changed by it, and with nobody looking the
step costs nothing: none of its expressions is evaluated on the way of a message.

Where a column's expression reads a field that a message does not have, its cell is empty; a colour or pause condition that fails or
yields something else than \`true\` does not hold. Expressions that cannot be compiled are errors of the drawing.

It takes the place of Bytewax' \`inspect\` and \`inspect_debug\`. Any wire can be looked at without it; this one keeps name and columns in the
file. To print in a terminal use **Console**, to count and measure **Track**.`,
  icon: 'eye',
  config: z.strictObject({
    name: z.string().max(100).default('').register(field, {
      title: 'Name',
      description: 'What the view is called; empty takes the name of the step.',
      placeholder: 'Large orders',
    }),
    columns: z
      .array(
        z.strictObject({
          title: z.string().max(100).default('').register(field, {
            title: 'Title',
            description: 'Head of the column; empty shows the expression.',
          }),
          expression: z.string().min(1).register(field, {
            title: 'Shows',
            description: 'A field, or what is made of several.',
            widget: 'expression',
            placeholder: 'value.customer.id',
          }),
        }),
      )
      .max(50)
      .default([])
      .register(field, {
        title: 'Columns',
        description: 'From left to right; with none, the whole value is shown.',
        widget: 'fields',
      }),
    colours: z
      .array(
        z.strictObject({
          when: z.string().min(1).register(field, {
            title: 'When',
            description: 'Rows for which this is true get the colour.',
            widget: 'expression',
            placeholder: 'value.total > 1000',
          }),
          colour: z.enum(colours).default('yellow').register(field, {
            title: 'Colour',
            description: 'What the row is marked with.',
          }),
        }),
      )
      .max(50)
      .default([])
      .register(field, {
        title: 'Colour rules',
        description: 'The first that holds gives the colour.',
        widget: 'fields',
      }),
    pauseWhen: z.string().default('').register(field, {
      title: 'Pause when',
      description: 'The view stops at the first message for which this is true; the pipeline goes on.',
      widget: 'expression',
      placeholder: 'value.status == "failed"',
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: false,
  cardinality: 'one',
  expressions: (config): readonly EmbeddedExpression[] => [
    ...config.columns.map(({ expression }, index) => expressionAt(['columns', index, 'expression'], expression)),
    ...config.colours.map(({ when }, index) => expressionAt(['colours', index, 'when'], when)),
    ...(config.pauseWhen === '' ? [] : [expressionAt(['pauseWhen'], config.pauseWhen)]),
  ],
  summarise: (config) => {
    const columns = config.columns.map(({ title, expression }) => title || expression).join(', ')
    const shown = columns === '' ? 'shows whole messages' : `shows ${columns}`
    return config.pauseWhen === '' ? shown : `${shown}; pauses when ${config.pauseWhen}`
  },
  examples: [
    {
      title: 'Orders with their totals, large ones in red',
      config: {
        name: 'Orders',
        columns: [
          { title: 'Customer', expression: 'value.customer.id' },
          { title: 'Total', expression: 'value.total' },
        ],
        colours: [{ when: 'value.total > 1000', colour: 'red' }],
      },
      input: [{ value: { customer: { id: 'C7' }, total: 1_500 } }, { value: 'no order' }],
      output: { out: [{ value: { customer: { id: 'C7' }, total: 1_500 } }, { value: 'no order' }] },
    },
    {
      title: 'Stop to read the first failure',
      config: { pauseWhen: 'value.status == "failed"' },
      input: [{ value: { status: 'failed' } }],
      output: { out: [{ value: { status: 'failed' } }] },
    },
  ],
})

function expressionAt(path: readonly (string | number)[], text: string): EmbeddedExpression {
  return { path, kind: 'expression', text }
}

export const run: TransformRun<typeof spec> = () => ({ onMessage: (message, emit) => emit('out', message) })
