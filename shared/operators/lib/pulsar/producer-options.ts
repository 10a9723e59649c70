import * as z from 'zod'
import { field } from '../../field.ts'
import type { PresetName } from './presets.ts'

/**
 * Everything a Pulsar producer can be told, under the connector's names in camelCase. A field that is left out takes its
 * value from the preset, then from `producerDefaults`. What the active transport cannot do is refused by `check`.
 */
export const producerOptions = z
  .strictObject({
    batchingEnabled: z.boolean().optional().register(field, {
      title: 'Batching',
      description: 'Puts several messages into one entry: more throughput, a little more latency.',
      placeholder: 'true',
      group: 'Batching',
    }),
    batchingMaxMessages: z.number().int().min(1).max(100_000).optional().register(field, {
      title: 'Batch size',
      description: 'A batch is sent when it holds this many messages.',
      placeholder: '1000',
      unit: 'messages',
      advanced: true,
      group: 'Batching',
    }),
    batchingMaxPublishDelayMs: z.number().int().min(1).max(60_000).optional().register(field, {
      title: 'Batch delay',
      description: 'A batch is sent at the latest after this time.',
      placeholder: '10',
      unit: 'ms',
      advanced: true,
      group: 'Batching',
    }),
    batchingMaxBytes: z
      .number()
      .int()
      .min(1)
      .max(5 * 1024 * 1024)
      .optional()
      .register(field, {
        title: 'Batch bytes',
        description: 'A batch is sent when it holds this many bytes.',
        placeholder: '131072',
        unit: 'bytes',
        advanced: true,
        group: 'Batching',
      }),
    compressionType: z.enum(['None', 'LZ4', 'ZLIB', 'ZSTD', 'SNAPPY']).optional().register(field, {
      title: 'Compression',
      description: '`LZ4` is fast, `ZSTD` and `ZLIB` are small.',
      placeholder: 'None',
      group: 'Batching',
    }),
    sendTimeoutMillis: z.number().int().min(1).max(3_600_000).optional().register(field, {
      title: 'Send timeout',
      description: 'A message not confirmed by then counts as failed; the engine tries it again, in order.',
      placeholder: '30000',
      unit: 'ms',
      advanced: true,
      group: 'Sending',
    }),
    maxPendingMessages: z.number().int().min(1).max(1_000_000).optional().register(field, {
      title: 'Pending messages',
      description: 'Messages sent and not yet confirmed, at most.',
      placeholder: '1000',
      unit: 'messages',
      advanced: true,
      group: 'Sending',
    }),
    blockIfQueueFull: z.boolean().optional().register(field, {
      title: 'Wait when full',
      description:
        'Waits when too many messages are pending, so that the sources slow down. Turned off, a message too many is an error.',
      placeholder: 'true',
      advanced: true,
      group: 'Sending',
    }),
    producerName: z.string().optional().register(field, {
      title: 'Producer name',
      description: 'Must be unique on the topic; two with one name are refused. Empty lets the broker make one.',
      advanced: true,
      group: 'Sending',
    }),
    accessMode: z.enum(['Shared', 'Exclusive', 'WaitForExclusive', 'ExclusiveWithFencing']).optional().register(field, {
      title: 'Access',
      description: 'Whether others may write to the topic at the same time.',
      placeholder: 'Shared',
      advanced: true,
      group: 'Sending',
    }),
    initialSequenceId: z.number().int().min(0).optional().register(field, {
      title: 'First sequence id',
      description: 'Where the numbering of this producer starts; used by the broker to drop repeats.',
      advanced: true,
      group: 'Sending',
    }),
    chunkingEnabled: z.boolean().optional().register(field, {
      title: 'Chunking',
      description: 'Splits messages larger than the broker takes. Needs batching turned off.',
      placeholder: 'false',
      advanced: true,
      group: 'Sending',
    }),
    messageRoutingMode: z
      .enum(['RoundRobin', 'SinglePartition'])
      .optional()
      .register(field, {
        title: 'Routing',
        description: 'How messages without a key spread over the partitions.',
        placeholder: 'RoundRobin',
        optionTitles: { RoundRobin: 'Round robin', SinglePartition: 'One partition' },
        advanced: true,
        group: 'Partitions',
      }),
    hashingScheme: z.enum(['JavaStringHash', 'Murmur3_32Hash', 'BoostHash']).optional().register(field, {
      title: 'Key hash',
      description: 'How a key picks its partition. Use the same for all producers of a topic.',
      placeholder: 'Murmur3_32Hash',
      advanced: true,
      group: 'Partitions',
    }),
    encryptionKeys: z
      .array(z.string().min(1).register(field, { title: 'Key name', description: 'Name of an encryption key.' }))
      .optional()
      .register(field, {
        title: 'Encryption keys',
        description: 'Names of the keys the payload is encrypted with.',
        advanced: true,
        group: 'Encryption',
      }),
    cryptoKeyReader: z
      .strictObject({
        publicKeyPath: z.string().min(1).register(field, {
          title: 'Public key file',
          description: 'Path of the PEM file inside the workspace.',
        }),
      })
      .optional()
      .register(field, {
        title: 'Key files',
        description: 'Where the encryption keys are read from.',
        advanced: true,
        group: 'Encryption',
      }),
    properties: z.record(z.string(), z.string()).optional().register(field, {
      title: 'Producer properties',
      description: 'Free texts shown in the topic’s statistics.',
      widget: 'properties',
      advanced: true,
      group: 'Sending',
    }),
  })
  .refine(({ chunkingEnabled, batchingEnabled }) => !chunkingEnabled || batchingEnabled === false, {
    message: 'A message in a batch is never split: turn batching off as well.',
    path: ['chunkingEnabled'],
  })
  .refine(({ encryptionKeys = [], cryptoKeyReader }) => encryptionKeys.length > 0 === (cryptoKeyReader !== undefined), {
    message: 'Encryption needs both: the names of the keys, and where they are read from.',
    path: ['encryptionKeys'],
  })

export type ProducerOptions = z.infer<typeof producerOptions>

/** Used where neither the form nor the preset says anything. */
export const producerDefaults = {
  batchingEnabled: true,
  batchingMaxMessages: 1_000,
  batchingMaxPublishDelayMs: 10,
  batchingMaxBytes: 128 * 1024,
  compressionType: 'None',
  sendTimeoutMillis: 30_000,
  maxPendingMessages: 1_000,
  blockIfQueueFull: true,
  messageRoutingMode: 'RoundRobin',
  hashingScheme: 'Murmur3_32Hash',
} as const satisfies ProducerOptions

/** The connector's tables. High throughput raises the byte limit too, or it would cut the batches first. */
export const producerPresets: Readonly<Record<PresetName, ProducerOptions>> = {
  none: {},
  'high-throughput': {
    batchingEnabled: true,
    batchingMaxMessages: 10_000,
    batchingMaxPublishDelayMs: 50,
    batchingMaxBytes: 1024 * 1024,
    compressionType: 'LZ4',
    maxPendingMessages: 10_000,
  },
  'low-latency': {
    batchingEnabled: true,
    batchingMaxMessages: 10,
    batchingMaxPublishDelayMs: 1,
    compressionType: 'LZ4',
  },
  'resource-constrained': {
    batchingEnabled: true,
    batchingMaxMessages: 100,
    batchingMaxPublishDelayMs: 1_000,
    compressionType: 'ZLIB',
  },
}

/** Why only one process may write with these options; null when several may. For `singleProcess` of sinks. */
export function reservedProducer({ producerName = '', accessMode = 'Shared' }: ProducerOptions): string | null {
  if (producerName !== '') return `a topic takes only one producer named ${JSON.stringify(producerName)}`
  return accessMode === 'Shared' ? null : `only one producer may write with the access ${accessMode}`
}
