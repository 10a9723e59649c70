import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { connectionField } from './lib/fields.ts'
import { consumerConflicts } from './lib/pulsar/consumer-conflicts.ts'
import { consumerOptions, effectiveConsumer } from './lib/pulsar/consumer-options.ts'
import { presetField } from './lib/pulsar/presets.ts'
import { problemOfTopicPattern } from './lib/pulsar/topic-pattern.ts'

const config = z
  .strictObject({
    connection: connectionField(),
    topics: z
      .array(z.string().min(1).register(field, { title: 'Topic', description: 'Short or full name.', widget: 'topic' }))
      .default([])
      .register(field, {
        title: 'Topics',
        description: 'Short names mean `persistent://public/default/…`.',
        widget: 'topics',
        placeholder: 'orders',
      }),
    topicsPattern: z.string().superRefine(refusePattern).default('').register(field, {
      title: 'Topics by pattern',
      description:
        'A regular expression, after a tenant and a namespace that are written out; instead of a list. It must match the name from end to end.',
      placeholder: 'persistent://public/default/orders-.*',
      advanced: true,
    }),
    subscriptionName: z.string().min(1).register(field, {
      title: 'Subscription',
      description: 'The name under which the broker remembers what was acknowledged.',
      placeholder: 'my-subscription',
    }),
    preset: presetField(),
    consumer: consumerOptions.prefault({}).register(field, {
      title: 'Consumer',
      description: 'How the topics are read.',
      group: 'Consumer',
    }),
  })
  .refine((value) => value.topics.length > 0 !== (value.topicsPattern !== ''), {
    message: 'Name the topics to read: either a list, or a pattern, not both.',
    path: ['topics'],
  })
  .superRefine(({ preset, consumer }, context) => {
    for (const { path, message } of consumerConflicts(effectiveConsumer(preset, consumer))) {
      context.addIssue({ code: 'custom', path: ['consumer', ...path], message })
    }
  })

export const spec = /* @__PURE__ */ defineSpec({
  id: 'pulsar-source',
  kind: 'source',
  group: 'Sources',
  title: 'Pulsar source',
  summary: 'Reads topics by a subscription.',
  docs: `Reads one or more topics. A message is acknowledged only after everything made from it was confirmed, dropped by a step
that may drop, or written to a dead-letter topic.

The value arrives as bytes: put **Deserialize** behind it to work with fields. Expressions further on see the topic the message
came from as \`topic\`, and \`publishTime\`, \`redeliveryCount\` and \`messageId\` as the broker gave them.

With a pattern, the source looks for new topics every 30 seconds (every 2 on the embedded broker). Those there at the start are read
from **Starts at** on, those that appear later from their first message; one that is made while nobody looks is there at the next
start. The source's own dead-letter topics are left out. Look-ahead and back-references do not exist in the pattern, which is matched
in time linear in the name.

With a **dead-letter policy**, a message that comes again and again is given up: it is worked on once, and again as often as
**Redeliveries** says; then it goes to the dead-letter topic, byte for byte, with the last reason as properties, and is acknowledged when
that is confirmed. The engine does it, so it is the same for all types and on every transport. A message comes again when a step with "on
error: redeliver" fails on it, after the **Redelivery delay**; of an Exclusive or Failover subscription that message alone, where Pulsar
would repeat all that is not acknowledged. The messages behind it go on meanwhile, so it leaves the order of its key. How often it came
is counted by the broker for Shared and KeyShared, and by this process for the other two.

A message that the source itself cannot hand on goes to \`errors\`. \`raise_on_errors\` of the connector is the node's
"on error: stop", which is the default.`,
  icon: 'inbox',
  config,
  inputs: [],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  emits: () => 'bytes',
  keys: () => 'some',
  takesBack: ({ preset, consumer }) => ({
    givesUp: effectiveConsumer(preset, consumer).deadLetterPolicy !== undefined,
  }),
  singleProcess: ({ preset, consumer }) =>
    effectiveConsumer(preset, consumer).consumerType === 'Exclusive'
      ? 'only one consumer may attach to an Exclusive subscription'
      : null,
  summarise: (config) => `reads ${config.topics.join(', ') || config.topicsPattern} as ${config.subscriptionName}`,
  examples: [
    {
      title: 'Orders, spread over several workers',
      config: { topics: ['orders'], subscriptionName: 'order-processor', consumer: { consumerType: 'Shared' } },
    },
    {
      title: 'Sensors at full speed, from the beginning',
      config: {
        topics: ['iot-sensors'],
        subscriptionName: 'sensor-processor',
        preset: 'high-throughput',
        consumer: { subscriptionInitialPosition: 'Earliest' },
      },
    },
  ],
})

function refusePattern(text: string, context: z.RefinementCtx): void {
  const problem = text === '' ? null : problemOfTopicPattern(text)
  if (problem !== null) context.addIssue({ code: 'custom', message: `This is no pattern of topics: ${problem}.` })
}
