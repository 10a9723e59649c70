import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { isFieldPath } from './lib/paths.ts'
import { rowFormats, rowFormatTitles } from './lib/rows.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'file-sink',
  kind: 'sink',
  group: 'Sinks',
  title: 'File sink',
  summary: 'Appends messages to files.',
  docs: `Appends each message as one row. A message counts as delivered after the system has made the row last (\`fsync\`), which is done for many
messages at once. After a crash some rows may be there twice, none is missing; the last row may be cut off.

The path is a template: \`{topic}/{value.day}.ndjson\` spreads messages over files. Values put into it cannot lead out of the folder:
slashes in them become underscores. Files must lie in the pipeline's folder or one that was granted.

With **Rotate at**, a file that has grown so large takes a number (\`orders.1.ndjson\`, \`orders.2.ndjson\`) and a new one begins.`,
  icon: 'file-output',
  config: z
    .strictObject({
      path: z.string().min(1).register(field, {
        title: 'File',
        description: 'Path of the file, relative to the pipeline’s folder.',
        widget: 'template',
        placeholder: 'out/{value.tenant}.ndjson',
      }),
      format: z
        .enum(rowFormats)
        .default('ndjson')
        .register(field, { title: 'Format', description: 'What a row is.', optionTitles: rowFormatTitles }),
      columns: z
        .array(
          z.string().refine(isFieldPath, 'Write a field path such as `customer.name`.').register(field, {
            title: 'Column',
            description: 'Path of a field of the value.',
          }),
        )
        .default([])
        .register(field, {
          title: 'Columns',
          description: 'Fields of the value, in order; the first row names them.',
          when: { field: 'format', is: ['csv'] },
        }),
      rotateBytes: z.number().int().min(0).max(1_099_511_627_776).default(0).register(field, {
        title: 'Rotate at',
        description: 'A file that has grown so large is put aside; 0 lets it grow.',
        unit: 'bytes',
        advanced: true,
      }),
      maxOpenFiles: z.number().int().min(1).max(1_000).default(50).register(field, {
        title: 'Open files',
        description: 'Files open at the same time, at most.',
        advanced: true,
      }),
    })
    .refine((config) => config.format !== 'csv' || config.columns.length > 0, {
      message: 'Name the columns of the CSV file.',
      path: ['columns'],
    }),
  inputs: ['in'],
  outputs: [],
  errors: true,
  cardinality: 'none',
  grants: ['files'],
  singleProcess: () => 'several processes would write into each other’s rows',
  expressions: ({ path }) => [{ path: ['path'], kind: 'template', text: path }],
  summarise: ({ path }) => `appends to ${path}`,
  examples: [
    { title: 'A file for each tenant', config: { path: 'out/{value.tenant}.ndjson' } },
    { title: 'A table', config: { path: 'orders.csv', format: 'csv', columns: ['id', 'customer.name', 'total'] } },
  ],
})
