import * as z from 'zod'
import { defineSpec } from './define.ts'
import { field } from './field.ts'
import { connectionField } from './lib/fields.ts'
import { presetField } from './lib/pulsar/presets.ts'
import { producerOptions, reservedProducer } from './lib/pulsar/producer-options.ts'

export const spec = /* @__PURE__ */ defineSpec({
  id: 'pulsar-sink',
  kind: 'sink',
  group: 'Sinks',
  title: 'Pulsar sink',
  summary: 'Writes to one topic and waits for the receipt.',
  docs: `Writes every message to one topic. The source message is acknowledged only after the broker has confirmed the write.
While the broker is away, sending is tried again in order; a message the broker refuses goes to \`errors\`.

Key, ordering key, properties, event time, sequence id and delivery time go along. Bytes are written as they are, text as
UTF-8, an empty value as an empty payload, everything else as JSON: a **Serialize** step is needed only for another form.

A message that asks for another topic (by **Set message**) is an error: \`SLUICE-SINK-TOPIC\`.`,
  icon: 'send',
  config: z.strictObject({
    connection: connectionField(),
    topic: z.string().min(1).register(field, {
      title: 'Topic',
      description: 'Short or full name; made on first use where the broker allows it.',
      widget: 'topic',
      placeholder: 'processed-orders',
    }),
    preset: presetField(),
    producer: producerOptions.prefault({}).register(field, {
      title: 'Producer',
      description: 'How the topic is written.',
      group: 'Producer',
    }),
  }),
  inputs: ['in'],
  outputs: [],
  errors: true,
  cardinality: 'none',
  singleProcess: ({ producer }) => reservedProducer(producer),
  summarise: (config) => `writes to ${config.topic}`,
  examples: [
    { title: 'Processed orders', config: { topic: 'processed-orders' } },
    {
      title: 'Little data, many messages',
      config: { topic: 'clicks', preset: 'high-throughput', producer: { compressionType: 'ZSTD' } },
    },
  ],
})
