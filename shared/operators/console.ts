import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'console',
  kind: 'sink',
  group: 'Sinks',
  title: 'Console',
  summary: 'Prints messages, one after the other.',
  docs: `Prints to the log of the designer, or to the terminal under \`sluice run\`. Every message counts as delivered, printed or not.

\`json\` prints one line per message, \`pretty\` the same over several lines, \`text\` the value as it reads. Bytes that are not
text are shown as base64.`,
  icon: 'terminal',
  config: z.strictObject({
    format: z
      .enum(['json', 'pretty', 'text'])
      .default('json')
      .register(field, {
        title: 'Format',
        description: 'How a message is written.',
        optionTitles: { json: 'JSON, one line', pretty: 'JSON, indented', text: 'Text' },
      }),
    show: z
      .enum(['value', 'message'])
      .default('value')
      .register(field, {
        title: 'Show',
        description: 'Only the value, or also topic, key, properties and times.',
        optionTitles: { value: 'Value', message: 'Whole message' },
      }),
    sample: z.number().int().min(1).default(1).register(field, {
      title: 'Every n-th',
      description: 'Prints the first message and then every n-th: 1 prints all.',
    }),
  }),
  inputs: ['in'],
  outputs: [],
  errors: false,
  cardinality: 'none',
  summarise: (config) =>
    config.sample === 1 ? `prints ${config.format}` : `prints every ${config.sample}th as ${config.format}`,
  examples: [
    { title: 'Look at everything', config: {} },
    { title: 'One in a hundred, with key and properties', config: { show: 'message', sample: 100 } },
  ],
})
