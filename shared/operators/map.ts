import * as z from 'zod'
import { fail } from '../ipc/failure.ts'
import { defineSpec, type TransformRun } from './define.ts'
import { field } from './field.ts'
import { describeValue } from './lib/expression-failures.ts'
import { getPath, isFieldPath, isRecord, parsePath, removePath, setPath } from './lib/paths.ts'

const pathText = () => z.string().refine(isFieldPath, 'Write a field path such as `customer.name`.')

export const spec = /* @__PURE__ */ defineSpec({
  id: 'map',
  kind: 'transform',
  group: 'Shape',
  title: 'Map',
  summary: 'Sets, renames and removes fields.',
  docs: `Makes a changed copy of the value. First fields are renamed, then removed, then set, in the order they stand here. All
expressions see the message as it came in, so one field does not see what another has just set; use two steps for that.

Paths use dots: \`customer.name\`; a dot inside a name is written \`\\.\`; objects missing on the way are made. With
**Replace** the whole value becomes the result of one expression.

The value must be an object: put **Deserialize** before when it is still bytes.`,
  icon: 'pencil-ruler',
  config: z
    .strictObject({
      mode: z
        .enum(['change', 'replace'])
        .default('change')
        .register(field, {
          title: 'Do',
          description: 'Change single fields, or replace the whole value.',
          optionTitles: { change: 'Change fields', replace: 'Replace the value' },
        }),
      fields: z
        .array(
          z.strictObject({
            field: pathText().register(field, {
              title: 'Field',
              description: 'Path of the field to set.',
              placeholder: 'processed_at',
            }),
            expression: z.string().min(1).register(field, {
              title: 'Expression',
              description: 'Its new value.',
              widget: 'expression',
              placeholder: 'now()',
            }),
          }),
        )
        .default([])
        .register(field, {
          title: 'Set fields',
          when: { field: 'mode', is: ['change'] },
          description: 'Fields and the expressions that give their values.',
          widget: 'fields',
        }),
      rename: z
        .array(
          z.strictObject({
            from: pathText().register(field, { title: 'From', description: 'Path of the field now.' }),
            to: pathText().register(field, { title: 'To', description: 'Path it gets.' }),
          }),
        )
        .default([])
        .register(field, {
          title: 'Rename',
          when: { field: 'mode', is: ['change'] },
          description: 'Moves a field; one that is not there is skipped.',
          advanced: true,
        }),
      remove: z
        .array(pathText().register(field, { title: 'Field', description: 'Path of the field to remove.' }))
        .default([])
        .register(field, {
          title: 'Remove',
          when: { field: 'mode', is: ['change'] },
          description: 'Takes fields out; one that is not there is skipped.',
          advanced: true,
        }),
      expression: z
        .string()
        .default('')
        .register(field, {
          title: 'New value',
          description: 'Its result is the new value.',
          widget: 'expression',
          when: { field: 'mode', is: ['replace'] },
          placeholder: '{"id": value.order_id, "net": value.total / 1.19}',
        }),
    })
    .refine((config) => config.mode === 'change' || config.expression !== '', {
      message: 'Give the expression that makes the new value.',
      path: ['expression'],
    }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  emits: () => 'decoded',
  expressions: (config) =>
    config.mode === 'replace'
      ? [{ path: ['expression'], kind: 'expression', text: config.expression }]
      : config.fields.map((entry, index) => ({
          path: ['fields', index, 'expression'],
          kind: 'expression',
          text: entry.expression,
        })),
  summarise: (config) => {
    if (config.mode === 'replace') return `becomes ${config.expression}`
    const parts = [
      ['sets', config.fields.map((entry) => entry.field)],
      ['renames', config.rename.map((entry) => entry.from)],
      ['removes', config.remove],
    ] as const
    const words = parts.filter(([, names]) => names.length > 0).map(([verb, names]) => `${verb} ${names.join(', ')}`)
    return words.join('; ') || 'changes nothing yet'
  },
  examples: [
    {
      title: 'Add fields',
      config: {
        fields: [
          { field: 'net', expression: 'value.total / 2' },
          { field: 'customer.label', expression: '"customer " + value.customer.id' },
        ],
      },
      input: [{ value: { total: 100, customer: { id: 'C7' } } }],
      output: { out: [{ value: { total: 100, customer: { id: 'C7', label: 'customer C7' }, net: 50 } }] },
    },
    {
      title: 'Rename and remove',
      config: { rename: [{ from: 'ts', to: 'time.event' }], remove: ['debug'] },
      input: [{ value: { ts: 5, debug: true, id: 1 } }],
      output: { out: [{ value: { id: 1, time: { event: 5 } } }] },
    },
    {
      title: 'Replace the value',
      config: { mode: 'replace', expression: '{"id": value.order_id, "big": value.total > 100}' },
      input: [{ value: { order_id: 'A-1', total: 250 } }],
      output: { out: [{ value: { id: 'A-1', big: true } }] },
    },
    {
      title: 'A field that is not there',
      config: { fields: [{ field: 'net', expression: 'value.total / 2' }] },
      input: [{ value: { order_id: 'A-1' } }],
      output: { out: [], errors: [{ failure: 'SLUICE-EXPRESSION-FIELD' }] },
    },
  ],
})

export const run: TransformRun<typeof spec> = (config, ports) => {
  if (config.mode === 'replace') {
    const program = ports.compile(config.expression)
    return { onMessage: (message, emit) => emit('out', { ...message, value: program.evaluate(message) }) }
  }
  const renames = config.rename.map(({ from, to }) => ({ from: parsePath(from), to: parsePath(to) }))
  const removals = config.remove.map(parsePath)
  const setters = config.fields.map((entry) => ({
    path: parsePath(entry.field),
    program: ports.compile(entry.expression),
  }))
  return {
    onMessage(message, emit) {
      if (!isRecord(message.value)) throw notAnObject(message.value)
      let value: Record<string, unknown> = { ...message.value }
      for (const { from, to } of renames) {
        const moved = getPath(value, from)
        if (moved !== undefined) value = setPath(removePath(value, from), to, moved)
      }
      for (const path of removals) value = removePath(value, path)
      for (const { path, program } of setters) {
        const result = program.evaluate(message)
        // The first level is this message's own copy already; only deeper paths copy along the way.
        if (path.length === 1) value[path[0]!] = result
        else value = setPath(value, path, result)
      }
      return emit('out', { ...message, value })
    },
  }
}

function notAnObject(value: unknown) {
  const advice = value instanceof Uint8Array ? 'Put a Deserialize step before.' : 'Use Replace to make an object of it.'
  return fail(
    'SLUICE-MAP-NOT-OBJECT',
    `Fields can be set on an object only; the value is ${describeValue(value)}. ${advice}`,
  )
}
