import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { isFieldPath } from './lib/paths.ts'
import { rowFormatTitles } from './lib/rows.ts'

const byHttp = { field: 'from', is: ['http'] }
const byFile = { field: 'from', is: ['file'] }

export const spec = /* @__PURE__ */ defineSpec({
  id: 'enrich',
  kind: 'transform',
  group: 'Shape',
  title: 'Enrich',
  summary: 'Looks something up and adds it to the value.',
  docs: `Adds what a lookup answers to the value, which must be an object.

**From HTTP**: one \`GET\` a message. Values put into the address are percent-encoded, so no message can change where it leads. Answers are
kept for **Keep for** and shared by messages that ask the same at the same time. No answer, a 5xx and 429 are tried again with
back-off; then, and for any other status, the message goes to \`errors\`. 404 means "nothing there".

**From a file**: the file is read once, when the pipeline starts; each row is found by its key field.

Messages with the same key keep their order; others are looked up side by side, as many as **At once** says.`,
  icon: 'book-open',
  config: z
    .strictObject({
      from: z
        .enum(['http', 'file'])
        .default('http')
        .register(field, {
          title: 'From',
          description: 'Where it is looked up.',
          optionTitles: { http: 'HTTP', file: 'A file' },
        }),
      url: z.string().default('').register(field, {
        title: 'Address',
        description: 'What is asked for each message.',
        widget: 'template',
        placeholder: 'http://localhost:9000/customers/{value.customer_id}',
        when: byHttp,
      }),
      headers: z.record(z.string().min(1), z.string()).default({}).register(field, {
        title: 'Headers',
        description: 'Sent with every lookup; a secret stands there as `${secret:NAME}`.',
        widget: 'properties',
        when: byHttp,
      }),
      path: z.string().default('').register(field, {
        title: 'File',
        description: 'Path of the lookup file, relative to the pipeline’s folder.',
        placeholder: 'customers.csv',
        when: byFile,
      }),
      format: z
        .enum(['ndjson', 'csv'])
        .default('ndjson')
        .register(field, {
          title: 'Format',
          description: 'What a row of the file is.',
          optionTitles: { ndjson: rowFormatTitles.ndjson, csv: rowFormatTitles.csv },
          when: byFile,
        }),
      keyField: z
        .string()
        .default('id')
        .refine(isFieldPath, 'Write a field path such as `customer.id`.')
        .register(field, {
          title: 'Key field',
          description: 'The field of a row it is found by.',
          when: byFile,
        }),
      lookup: z.string().default('').register(field, {
        title: 'Look up',
        description: 'What is looked for among the key fields.',
        widget: 'expression',
        placeholder: 'value.customer_id',
        when: byFile,
      }),
      into: z
        .string()
        .default('enriched')
        .refine(isFieldPath, 'Write a field path such as `customer`.')
        .register(field, {
          title: 'Into',
          description: 'Path of the field that takes the answer.',
        }),
      missing: z
        .enum(['null', 'error'])
        .default('null')
        .register(field, {
          title: 'When not found',
          description: 'What a lookup without a result gives.',
          optionTitles: { null: 'Null', error: 'An error' },
        }),
      timeoutMs: z.number().int().min(10).max(600_000).default(5_000).register(field, {
        title: 'Timeout',
        description: 'How long one lookup may take.',
        unit: 'ms',
        when: byHttp,
      }),
      retries: z.number().int().min(0).max(20).default(3).register(field, {
        title: 'Tries again',
        description: 'How often a lookup without an answer is tried again.',
        when: byHttp,
      }),
      concurrency: z.number().int().min(1).max(1_000).default(16).register(field, {
        title: 'At once',
        description: 'Lookups under way at the same time, at most.',
        when: byHttp,
      }),
      cacheTtlMs: z.number().int().min(0).max(86_400_000).default(60_000).register(field, {
        title: 'Keep for',
        description: 'How long an answer is used again; 0 asks every time.',
        unit: 'ms',
        when: byHttp,
      }),
      cacheSize: z.number().int().min(1).max(1_000_000).default(10_000).register(field, {
        title: 'Keep at most',
        description: 'Answers kept at the same time.',
        advanced: true,
        when: byHttp,
      }),
      maxBytes: z.number().int().min(1).max(67_108_864).default(1_048_576).register(field, {
        title: 'Largest answer',
        description: 'A larger answer is an error.',
        unit: 'bytes',
        advanced: true,
        when: byHttp,
      }),
    })
    .superRefine((config, context) => {
      const needed = config.from === 'http' ? (['url'] as const) : (['path', 'lookup'] as const)
      for (const name of needed) {
        if (config[name] === '') context.addIssue({ code: 'custom', path: [name], message: words[name] })
      }
    }),
  inputs: ['in'],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  hosted: true,
  async: ({ from }) => from === 'http',
  concurrency: ({ concurrency }) => concurrency,
  grants: ['network', 'files'],
  emits: () => 'decoded',
  expressions: ({ from, url, lookup }) =>
    from === 'http'
      ? [{ path: ['url'], kind: 'template', text: url }]
      : [{ path: ['lookup'], kind: 'expression', text: lookup }],
  summarise: ({ from, url, path, into }) => `looks up ${into} in ${from === 'http' ? url : path}`,
  examples: [
    {
      title: 'A customer from a service',
      config: { url: 'http://localhost:9000/customers/{value.customer_id}', into: 'customer' },
    },
    {
      title: 'A country by its code, from a table',
      config: {
        from: 'file',
        path: 'countries.csv',
        format: 'csv',
        keyField: 'code',
        lookup: 'value.country',
        into: 'country',
      },
    },
  ],
})

const words = {
  url: 'Give the address that is asked.',
  path: 'Name the lookup file.',
  lookup: 'Say what is looked for.',
} as const
