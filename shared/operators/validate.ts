import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { checkedFormats } from './lib/json-schema/keywords.ts'
import { schemaProblems } from './lib/json-schema/problems.ts'

/** Problems of a schema shown at once. */
const mostShown = 20

const orderSchema = {
  type: 'object',
  required: ['order_id', 'total'],
  properties: {
    order_id: { type: 'string', pattern: '^[A-Z]-[0-9]+$' },
    total: { type: 'number', exclusiveMinimum: 0 },
    items: { type: 'array', minItems: 1, items: { $ref: '#/$defs/item' } },
  },
  $defs: {
    item: {
      type: 'object',
      required: ['sku'],
      properties: { sku: { type: 'string' }, count: { type: 'integer', minimum: 1 } },
    },
  },
} as const

export const spec = /* @__PURE__ */ defineSpec({
  id: 'validate',
  kind: 'transform',
  group: 'Route',
  title: 'Validate',
  summary: 'Keeps to a JSON Schema; what does not goes to errors.',
  docs: `Holds the value against a JSON Schema (2020-12). What fits goes on untouched: nothing is converted, no default is filled in. What does
not is an error (\`SLUICE-VALIDATE\`) that lists every problem with its path and the rule that is broken, the first 20 of them in
words; of a value with more than 50,000 parts only the first problem is told.

Put **Deserialize** before: bytes are an error (\`SLUICE-VALIDATE-BYTES\`). For a single condition **Filter** or **Branch** is simpler.

All keywords of the standard work, \`unevaluatedProperties\` and \`$dynamicRef\` among them. What differs, or is left open there:

- References lead to places within the schema; other documents are never fetched.
- \`pattern\` and \`patternProperties\` are matched in time proportional to the text, whatever the pattern. So look-around and
  backreferences are refused.
- \`format\` is held to for ${checkedFormats.map((format) => `\`${format}\``).join(', ')};
  the international ones (\`iri\`, \`idn-email\` …) tell readers something only.
- Keywords and formats of no standard are refused, because a slip such as \`requred\` would let everything pass; those that begin with
  \`x-\` are left alone, and **Unknown keywords** lets all be ignored.
- Integers beyond 2^53 are compared as the nearest number that fits in 64 bits; they go on with all their digits. Bytes inside a value count as base64 text.
- A schema whose references multiply so that one message takes too long is stopped for that message (\`SLUICE-VALIDATE-LIMIT\`).`,
  icon: 'shield-check',
  config: z
    .strictObject({
      schema: z.record(z.string(), z.unknown()).register(field, {
        title: 'Schema',
        description: 'A JSON Schema, version 2020-12.',
        widget: 'json',
        placeholder:
          '{\n  "type": "object",\n  "required": ["order_id"],\n  "properties": { "order_id": { "type": "string" } }\n}',
      }),
      unknownKeywords: z
        .enum(['refuse', 'ignore'])
        .default('refuse')
        .register(field, {
          title: 'Unknown keywords',
          description:
            'What happens to keywords and formats of no standard: they keep the pipeline from starting, or do nothing.',
          optionTitles: { refuse: 'Are errors', ignore: 'Are ignored' },
          advanced: true,
        }),
    })
    .superRefine((config, context) => {
      const problems = schemaProblems(config.schema, { unknown: config.unknownKeywords })
      for (const { path, problem } of problems.slice(0, mostShown)) {
        context.addIssue({ code: 'custom', path: ['schema', ...path], message: problem })
      }
    }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  hosted: true,
  summarise: ({ schema }) => {
    if (typeof schema.title === 'string') return `must be ${schema.title}`
    const required = Array.isArray(schema.required) ? schema.required.slice(0, 4).join(', ') : ''
    return required === '' ? 'must fit its schema' : `must have ${required}`
  },
  examples: [
    {
      title: 'Orders',
      config: { schema: orderSchema },
      input: [
        { value: { order_id: 'A-1', total: 20, items: [{ sku: 'x', count: 2 }] } },
        { value: { order_id: '1', items: [{ sku: 'x', count: 0 }] } },
      ],
      output: {
        out: [{ value: { order_id: 'A-1', total: 20, items: [{ sku: 'x', count: 2 }] } }],
        errors: [{ value: { order_id: '1', items: [{ sku: 'x', count: 0 }] }, failure: 'SLUICE-VALIDATE' }],
      },
    },
    {
      title: 'Nothing but these fields',
      config: { schema: { properties: { id: true, at: { format: 'date-time' } }, additionalProperties: false } },
      input: [{ value: { id: 1, at: '2026-01-01T00:00:00Z' } }, { value: { id: 1, extra: true } }],
      output: {
        out: [{ value: { id: 1, at: '2026-01-01T00:00:00Z' } }],
        errors: [{ failure: 'SLUICE-VALIDATE' }],
      },
    },
  ],
})
