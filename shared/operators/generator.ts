import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { type TemplateName, templateNames } from './lib/samples/template-names.ts'

const exampleBody = '{\n  "id": "{uuid()}",\n  "customer": "{name()}",\n  "amount": "{number(5, 500)}"\n}'

/** The templates that can be chosen, and what many of their messages are called. */
const plural = {
  simple: 'messages',
  sensor: 'sensor readings',
  event: 'user events',
  transaction: 'orders',
  custom: 'messages',
} as const satisfies Record<TemplateName | 'custom', string>

export const spec = /* @__PURE__ */ defineSpec({
  id: 'generator',
  kind: 'source',
  group: 'Sources',
  title: 'Generator',
  summary: 'Makes sample messages.',
  docs: `Makes plausible messages of the connector's interactive producer: \`simple\`, \`sensor\`, \`event\`, \`transaction\`, or your own
(\`custom\`). The same seed gives the same messages, with the same event times, from 1 January 2026 on.

Values are ready to use: a **Filter** behind it sees \`value.total\`. Choose **JSON bytes** to get what a topic would give, for
trying out **Deserialize**.

A custom body is JSON. Texts in it may hold \`{expression}\`; a text that is nothing but one hole becomes the value itself.
Expressions see \`index\`, \`key\` and \`eventTime\`, and the fakes \`uuid()\`, \`name()\`, \`email()\`, \`city()\`, \`country()\`, \`product()\`,
\`word()\`, \`integer(1, 6)\`, \`number(0, 1)\`, \`chance(0.1)\`, \`pick(["a", "b"])\`.`,
  icon: 'sparkles',
  config: z
    .strictObject({
      template: z
        .enum([...templateNames, 'custom'])
        .default('transaction')
        .register(field, {
          title: 'Template',
          description: 'What the messages look like.',
          optionTitles: {
            simple: 'Simple text',
            sensor: 'Sensor reading',
            event: 'User event',
            transaction: 'Order',
            custom: 'Custom',
          },
        }),
      body: z
        .string()
        .default('')
        .register(field, {
          title: 'Body',
          description: 'JSON whose texts may hold `{expression}`.',
          widget: 'json',
          when: { field: 'template', is: ['custom'] },
          placeholder: exampleBody,
        }),
      count: z.number().int().min(0).max(1_000_000_000_000).default(1_000).register(field, {
        title: 'Messages',
        description: 'How many are made; 0 makes none.',
        unit: 'messages',
      }),
      endless: z.boolean().default(false).register(field, {
        title: 'Endless',
        description: 'Goes on until the pipeline stops, whatever the number above.',
      }),
      rate: z.number().min(0).max(10_000_000).default(0).register(field, {
        title: 'Rate',
        description: '0 is as fast as possible.',
        unit: 'messages/s',
      }),
      keys: z.number().int().min(1).max(10_000_000).default(100).register(field, {
        title: 'Keys',
        description: 'Number of different keys: customers, devices, users.',
        advanced: true,
      }),
      seed: z.number().int().min(0).max(4_294_967_295).default(1).register(field, {
        title: 'Seed',
        description: 'The same seed gives the same messages.',
        advanced: true,
      }),
      format: z
        .enum(['value', 'json-bytes'])
        .default('value')
        .register(field, {
          title: 'Format',
          description: 'Ready values, or bytes as they would come from a topic.',
          optionTitles: { value: 'Values', 'json-bytes': 'JSON bytes' },
          advanced: true,
        }),
      sampleData: z.boolean().default(false).register(field, {
        title: 'Sample data',
        description:
          'Counts these messages apart from the pipeline’s own input: they only fill a topic for trying out.',
        advanced: true,
      }),
    })
    .refine((config) => config.template !== 'custom' || config.body.trim() !== '', {
      message: 'Write the JSON body of the messages.',
      path: ['body'],
    }),
  inputs: [],
  outputs: ['out'],
  errors: false,
  cardinality: 'one',
  keys: () => 'all',
  singleProcess: ({ sampleData }) => (sampleData ? null : 'every process would make the same messages'),
  emits: (config) => (config.format === 'value' ? 'decoded' : 'bytes'),
  summarise: (config) => {
    const many = config.endless ? 'endless' : config.count.toLocaleString('en-US')
    const pace = config.rate === 0 ? '' : `, ${config.rate.toLocaleString('en-US')} per second`
    return `${many} ${plural[config.template]}${pace}`
  },
  examples: [
    { title: 'A thousand orders', config: { template: 'transaction' } },
    { title: 'Sensors, ten readings a second', config: { template: 'sensor', endless: true, rate: 10, keys: 20 } },
    { title: 'Your own', config: { template: 'custom', body: exampleBody, count: 10 } },
  ],
})
