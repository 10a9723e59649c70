import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { type KeyedRun, keyed } from './keyed.ts'
import type { StepVariable } from './lib/expression.ts'

const before = ['state'] as const satisfies StepVariable[]
const after = ['state', 'next'] as const satisfies StepVariable[]

export const spec = /* @__PURE__ */ defineSpec({
  id: 'stateful-map',
  kind: 'stateful',
  group: 'Remember',
  title: 'Stateful map',
  summary: 'Maps with a memory for each key.',
  docs: `Keeps one state for each key. For every message two expressions are computed: first the **new state**, from \`state\` (what is
remembered for this key; null when there is nothing yet) and the message; then the **output**, which sees \`state\` as it was and
\`next\`, the new state. One message goes on for each that comes in: the same one, with the output as its value. Without an output
expression the new state is the output.

A new state of null forgets the key. Everything else is remembered until then: on a stream whose keys never come to an end, let the
state become null at some point, or use **Window**, which forgets by itself.

When either expression fails the message leaves by \`errors\`, and the state stays as it was.

It is \`stateful_map\` of Bytewax: the function \`(state, value) → (state, output)\` as two expressions. To drop messages by what is
remembered, put a **Filter** behind it.`,
  icon: 'database-zap',
  config: z.strictObject({
    state: z.string().min(1).register(field, {
      title: 'New state',
      description:
        'What is remembered for the key from now on; null forgets it. `state` is what was remembered, or null.',
      widget: 'expression',
      placeholder: 'state == null ? value.amount : state + value.amount',
      variables: before,
    }),
    output: z.string().default('').register(field, {
      title: 'Output',
      description: 'The value that goes on; empty gives the new state. `state` is as it was, `next` is the new state.',
      widget: 'expression',
      placeholder: '{"amount": value.amount, "total": next}',
      variables: after,
    }),
  }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  needsKey: true,
  emits: () => 'decoded',
  expressions: (config) => [
    { path: ['state'], kind: 'expression', text: config.state, variables: before },
    ...(config.output === ''
      ? []
      : [{ path: ['output'], kind: 'expression' as const, text: config.output, variables: after }]),
  ],
  summarise: (config) => `remembers ${config.state}`,
  examples: [
    {
      title: 'A running total for each customer',
      config: {
        state: 'state == null ? value.amount : state + value.amount',
        output: '{"amount": value.amount, "total": next}',
      },
      input: [
        { key: 'ada', value: { amount: 10 } },
        { key: 'bob', value: { amount: 1 } },
        { key: 'ada', value: { amount: 5 } },
      ],
      output: {
        out: [
          { key: 'ada', value: { amount: 10, total: 10 } },
          { key: 'bob', value: { amount: 1, total: 1 } },
          { key: 'ada', value: { amount: 5, total: 15 } },
        ],
      },
    },
    {
      title: 'How much a reading changed',
      config: { state: 'value', output: 'state == null ? 0.0 : value - state' },
      input: [
        { key: 's1', value: 20 },
        { key: 's1', value: 23.5 },
        { key: 's1', value: 23 },
      ],
      output: { out: [{ value: 0 }, { value: 3.5 }, { value: -0.5 }] },
    },
    {
      title: 'Every third message, then from the beginning',
      config: {
        state: 'state == null ? 1 : state == 2 ? null : state + 1',
        output: 'next == null',
      },
      input: [
        { key: 'a', value: 1 },
        { key: 'a', value: 1 },
        { key: 'a', value: 1 },
        { key: 'a', value: 1 },
      ],
      output: { out: [{ value: false }, { value: false }, { value: true }, { value: false }] },
    },
  ],
})

export const run: KeyedRun<typeof spec> = (config, ports) => {
  const newState = ports.compile(config.state, { variables: before })
  const output = config.output === '' ? null : ports.compile(config.output, { variables: after })
  const values: { state: unknown; next: unknown } = { state: null, next: null }
  return keyed<typeof spec, unknown>({
    onMessage(_key, state, message, emit) {
      values.state = state ?? null
      values.next = newState.evaluate(message, values)
      const value = output === null ? values.next : output.evaluate(message, values)
      void emit('out', { ...message, value })
      return values.next ?? undefined
    },
  })
}
