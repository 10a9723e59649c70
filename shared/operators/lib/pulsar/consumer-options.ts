import * as z from 'zod'
import { field } from '../../field.ts'
import { applyPreset, type PresetName } from './presets.ts'

/**
 * Everything a Pulsar consumer can be told, under the connector's names in camelCase. A field that is left out takes its
 * value from the preset, then from `consumerDefaults`. What the active transport cannot do is refused by `check`.
 */

const deadLetterPolicy = z
  .strictObject({
    maxRedeliverCount: z.number().int().min(1).default(3).register(field, {
      title: 'Redeliveries',
      description: 'How often a message is delivered again before it goes to the dead-letter topic.',
    }),
    deadLetterTopic: z.string().default('').register(field, {
      title: 'Dead-letter topic',
      description: 'Where it goes. Empty means `<topic>-<subscription>-DLQ`.',
      widget: 'topic',
    }),
    initialSubscriptionName: z.string().default('').register(field, {
      title: 'First subscription',
      description:
        'A subscription made together with the dead-letter topic. Without one, and without retention, the broker may delete what is written there.',
    }),
  })
  .optional()
  .register(field, {
    title: 'Dead-letter policy',
    description: 'What happens to a message that is delivered again and again.',
    advanced: true,
    group: 'Acknowledging',
  })

const keySharedPolicy = z
  .strictObject({
    keyShareMode: z
      .enum(['AutoSplit', 'Sticky'])
      .default('AutoSplit')
      .register(field, {
        title: 'Sharing keys',
        description: 'Whether the broker deals out the key ranges, or this consumer names its own.',
        optionTitles: { AutoSplit: 'Broker deals out', Sticky: 'Fixed ranges' },
      }),
    allowOutOfOrderDelivery: z.boolean().default(false).register(field, {
      title: 'Allow out of order',
      description:
        'Lets keys move to another consumer before their messages are acknowledged. Order per key may break.',
    }),
    stickyRanges: z
      .array(
        z.strictObject({
          start: z
            .number()
            .int()
            .min(0)
            .max(65_535)
            .register(field, { title: 'From', description: 'First hash, 0 to 65535.' }),
          end: z
            .number()
            .int()
            .min(0)
            .max(65_535)
            .register(field, { title: 'To', description: 'Last hash, 0 to 65535.' }),
        }),
      )
      .default([])
      .register(field, { title: 'Ranges', description: 'Hash ranges of this consumer; only with fixed ranges.' }),
  })
  .optional()
  .register(field, {
    title: 'Key sharing',
    description: 'How keys are divided between consumers. Only for the KeyShared type.',
    advanced: true,
    group: 'Subscription',
  })

export const consumerOptions = z.strictObject({
  consumerType: z.enum(['Exclusive', 'Shared', 'Failover', 'KeyShared']).optional().register(field, {
    title: 'Type',
    description:
      'How several consumers of one subscription divide the messages. `KeyShared` keeps the order per key, `Shared` spreads freely, `Failover` keeps a spare, `Exclusive` allows one.',
    placeholder: 'KeyShared',
    group: 'Subscription',
  }),
  subscriptionInitialPosition: z
    .enum(['Latest', 'Earliest'])
    .optional()
    .register(field, {
      title: 'Starts at',
      description: 'Where a new subscription begins. Ignored when the subscription exists already.',
      placeholder: 'Latest',
      optionTitles: { Latest: 'Latest: only new messages', Earliest: 'Earliest: everything stored' },
      group: 'Subscription',
    }),
  consumerName: z.string().optional().register(field, {
    title: 'Consumer name',
    description: 'Shown in the topic’s statistics. Empty lets the broker make one.',
    advanced: true,
    group: 'Subscription',
  }),
  replicateSubscriptionState: z.boolean().optional().register(field, {
    title: 'Replicate state',
    description: 'Copies the position of the subscription to the other clusters of a geo-replicated topic.',
    advanced: true,
    group: 'Subscription',
  }),
  readCompacted: z.boolean().optional().register(field, {
    title: 'Read compacted',
    description: 'Reads only the latest message of each key from a compacted topic.',
    advanced: true,
    group: 'Subscription',
  }),
  keySharedPolicy,
  receiverQueueSize: z.number().int().min(0).max(1_000_000).optional().register(field, {
    title: 'Receiver queue',
    description: 'Messages fetched ahead. More gives throughput, less gives latency and memory.',
    placeholder: '1000',
    unit: 'messages',
    advanced: true,
    group: 'Flow',
  }),
  maxTotalReceiverQueueSizeAcrossPartitions: z.number().int().min(0).max(10_000_000).optional().register(field, {
    title: 'Queue over partitions',
    description: 'Upper bound of the receiver queues of all partitions together.',
    placeholder: '50000',
    unit: 'messages',
    advanced: true,
    group: 'Flow',
  }),
  ackTimeoutMillis: z
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .refine((value) => value === 0 || value >= 10_000, 'Use 0 to turn it off, or at least 10000.')
    .optional()
    .register(field, {
      title: 'Acknowledge timeout',
      description: 'A message not acknowledged after this comes again. 0 turns it off; the least is 10000.',
      placeholder: '0',
      unit: 'ms',
      advanced: true,
      group: 'Acknowledging',
    }),
  negativeAckRedeliveryDelayMillis: z.number().int().min(100).max(86_400_000).optional().register(field, {
    title: 'Redelivery delay',
    description: 'How long after it was given back a message comes again.',
    placeholder: '60000',
    unit: 'ms',
    advanced: true,
    group: 'Acknowledging',
  }),
  batchIndexAck: z.boolean().optional().register(field, {
    title: 'Acknowledge in batches',
    description:
      'Acknowledges single messages of a batch, so that a redelivery does not repeat the whole batch. The broker must allow it.',
    advanced: true,
    group: 'Acknowledging',
  }),
  deadLetterPolicy,
  properties: z.record(z.string(), z.string()).optional().register(field, {
    title: 'Consumer properties',
    description: 'Free texts shown in the topic’s statistics.',
    widget: 'properties',
    advanced: true,
    group: 'Subscription',
  }),
})

export type ConsumerOptions = z.infer<typeof consumerOptions>

/** Used where neither the form nor the preset says anything: Pulsar's own defaults, and the connector's subscription type. */
export const consumerDefaults = {
  consumerType: 'KeyShared',
  subscriptionInitialPosition: 'Latest',
  receiverQueueSize: 1_000,
  maxTotalReceiverQueueSizeAcrossPartitions: 50_000,
  ackTimeoutMillis: 0,
  negativeAckRedeliveryDelayMillis: 60_000,
} as const satisfies ConsumerOptions

/** The connector's tables. */
export const consumerPresets: Readonly<Record<PresetName, ConsumerOptions>> = {
  none: {},
  'high-throughput': {
    consumerType: 'Shared',
    receiverQueueSize: 50_000,
    maxTotalReceiverQueueSizeAcrossPartitions: 200_000,
  },
  'low-latency': { receiverQueueSize: 100, negativeAckRedeliveryDelayMillis: 100 },
  'resource-constrained': { receiverQueueSize: 100, maxTotalReceiverQueueSizeAcrossPartitions: 1_000 },
}

/** With everything that has a default. */
export type EffectiveConsumer = ConsumerOptions & Required<Pick<ConsumerOptions, keyof typeof consumerDefaults>>

/** What counts for a source: the defaults, over them its preset, over it the fields that were set. */
export function effectiveConsumer(preset: PresetName, own: ConsumerOptions): EffectiveConsumer {
  return applyPreset<ConsumerOptions, EffectiveConsumer>(consumerDefaults, consumerPresets[preset], own)
}
