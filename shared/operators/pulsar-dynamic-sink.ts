import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { connectionField } from './lib/fields.ts'
import { presetField } from './lib/pulsar/presets.ts'
import { producerOptions, reservedProducer } from './lib/pulsar/producer-options.ts'
import { createLinearMatcher } from './lib/regex/linear-matcher.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'pulsar-dynamic-sink',
  kind: 'sink',
  group: 'Sinks',
  title: 'Dynamic sink',
  summary: 'Writes each message to a topic of its own choice.',
  docs: `Writes every message to the topic that the template gives, or, with an empty template, to the topic the message asks for (by
**Set message**). Producers are made when a topic is first needed and closed when it rests; at most **Open producers** are open
at once, and what needs another one waits until one of them has nothing to send.

Each topic has a lane of its own: order holds within it, and a topic that cannot be written never stops the others. While a topic is
away, its messages wait and are tried again in order; after **Give up after** they go to \`errors\` (\`SLUICE-TOPIC-AWAY\`), and so
do further ones until the topic answers again.

What the rules here keep out leaves by \`rejected\`, or, when that is not wired, by \`errors\`: topics the **Allowed topics** do not name, and
new ones beyond **Most topics**. A message without a topic, or with one that is no topic name, is an error.`,
  icon: 'split',
  config: z.strictObject({
    connection: connectionField(),
    topic: z.string().default('').register(field, {
      title: 'Topic',
      description: 'Where each message goes; empty means the topic the message asks for.',
      widget: 'template',
      placeholder: 'tenant-{value.tenant_id}-{value.event_type}',
    }),
    allow: z.string().default('').refine(isPattern, 'This is not a regular expression.').register(field, {
      title: 'Allowed topics',
      description: 'A regular expression that the full topic name must match from end to end; empty allows all.',
      placeholder: 'persistent://public/default/tenant-.*',
    }),
    maxTopics: z.number().int().min(1).max(1_000_000).default(10_000).register(field, {
      title: 'Most topics',
      description: 'Different topics written in one run, at most.',
      unit: 'topics',
    }),
    maxProducers: z.number().int().min(1).max(10_000).default(100).register(field, {
      title: 'Open producers',
      description: 'Topics that have a producer at the same time, at most.',
      unit: 'producers',
      advanced: true,
    }),
    idleCloseMs: z.number().int().min(100).max(86_400_000).default(60_000).register(field, {
      title: 'Close when idle',
      description: 'A producer that had nothing to send for so long is closed.',
      unit: 'ms',
      advanced: true,
    }),
    giveUpMs: z.number().int().min(0).max(86_400_000).default(60_000).register(field, {
      title: 'Give up after',
      description: 'A topic that could not be written for so long sends its messages to `errors`.',
      unit: 'ms',
      advanced: true,
    }),
    preset: presetField(),
    producer: producerOptions.prefault({}).register(field, {
      title: 'Producer',
      description: 'How the topics are written; the same for all.',
      group: 'Producer',
    }),
  }),
  inputs: ['in'],
  outputs: ['rejected'],
  optionalOutputs: ['rejected'],
  errors: true,
  cardinality: 'none',
  singleProcess: ({ producer }) => reservedProducer(producer),
  expressions: ({ topic }) => (topic === '' ? [] : [{ path: ['topic'], kind: 'template', text: topic }]),
  summarise: ({ topic }) => (topic === '' ? 'writes to the topic each message asks for' : `writes to ${topic}`),
  examples: [
    {
      title: 'A topic for each tenant and kind of event',
      config: { topic: 'tenant-{value.tenant_id}-{value.event_type}', maxTopics: 500 },
    },
    {
      title: 'The topic the message asks for, within one namespace',
      config: { allow: 'persistent://acme/orders/.*', preset: 'low-latency' },
    },
  ],
})

function isPattern(text: string): boolean {
  try {
    createLinearMatcher(text)
    return true
  } catch {
    return false
  }
}
