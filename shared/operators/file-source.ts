import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { rowFormats, rowFormatTitles } from './lib/rows.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'file-source',
  kind: 'source',
  group: 'Sources',
  title: 'File source',
  summary: 'Reads messages from a file.',
  docs: `Reads a file from its beginning, one message a row, and is done at its end. A row that cannot be read goes to \`errors\` with the row
as it stands there and the number of its line.

\`ndjson\`: a JSON value a line. \`csv\`: the first row names the fields, every value is text. \`lines\`: each line is a text. \`messages\`: what an
export of messages or a **File sink** of that format wrote: value, key, properties and event time come back.

The file must lie in the pipeline's folder or one that was granted. Nothing is remembered between runs: each begins at the beginning.
With the pace **As it happened**, the time between two rows is that between their event times.`,
  icon: 'file-input',
  config: z
    .strictObject({
      path: z.string().min(1).register(field, {
        title: 'File',
        description: 'Path of the file, relative to the pipeline’s folder.',
        placeholder: 'orders.ndjson',
      }),
      format: z
        .enum(rowFormats)
        .default('ndjson')
        .register(field, { title: 'Format', description: 'What a row is.', optionTitles: rowFormatTitles }),
      key: z.string().default('').register(field, {
        title: 'Key',
        description: 'Gives each message its key; must yield text. Empty leaves the key as it is.',
        widget: 'expression',
        placeholder: 'value.customer_id',
      }),
      repeat: z.number().int().min(0).max(1_000_000).default(1).register(field, {
        title: 'Times',
        description: 'How often the file is read from its beginning; 0 for ever.',
        advanced: true,
      }),
      pace: z
        .enum(['fast', 'fixed', 'event-time'])
        .default('fast')
        .register(field, {
          title: 'Pace',
          description: 'How quickly messages come.',
          optionTitles: { fast: 'As fast as possible', fixed: 'So many a second', 'event-time': 'As it happened' },
        }),
      rate: z
        .number()
        .min(0.001)
        .max(10_000_000)
        .default(100)
        .register(field, {
          title: 'Rate',
          description: 'Messages a second.',
          unit: 'messages/s',
          when: { field: 'pace', is: ['fixed'] },
        }),
      eventTime: z.string().default('').register(field, {
        title: 'Event time',
        description: 'When it happened, in milliseconds since 1970; must grow from row to row.',
        widget: 'expression',
        placeholder: 'value.timestamp',
      }),
      speed: z
        .number()
        .min(0.001)
        .max(1_000_000)
        .default(1)
        .register(field, {
          title: 'Speed',
          description: '2 plays it twice as fast as it happened.',
          when: { field: 'pace', is: ['event-time'] },
        }),
      maxLineLength: z.number().int().min(100).max(16_777_216).default(1_048_576).register(field, {
        title: 'Longest row',
        description: 'A longer row is an error.',
        unit: 'characters',
        advanced: true,
      }),
    })
    .refine((config) => config.pace !== 'event-time' || config.eventTime !== '' || config.format === 'messages', {
      message: 'Say where the event time stands, to play rows as they happened.',
      path: ['eventTime'],
    }),
  inputs: [],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  grants: ['files'],
  singleProcess: () => 'every process would read the whole file',
  emits: () => 'decoded',
  keys: ({ key, format }) => (key !== '' ? 'all' : format === 'messages' ? 'some' : 'same'),
  expressions: ({ key, eventTime }) => [
    ...(key === '' ? [] : [{ path: ['key'], kind: 'expression' as const, text: key }]),
    ...(eventTime === '' ? [] : [{ path: ['eventTime'], kind: 'expression' as const, text: eventTime }]),
  ],
  summarise: ({ path, format }) => `reads ${path} as ${format}`,
  examples: [
    { title: 'An export, once', config: { path: 'orders.ndjson' } },
    {
      title: 'A day of readings, sixty times as fast',
      config: {
        path: 'readings.csv',
        format: 'csv',
        key: 'value.sensor',
        pace: 'event-time',
        eventTime: 'int(value.at)',
        speed: 60,
      },
    },
  ],
})
