import type { Connection } from '../../../graph/schema.ts'
import type { ConsumerOptions } from './consumer-options.ts'
import type { ProducerOptions } from './producer-options.ts'

/**
 * What each way to a broker does not do with the options of consumers and producers, and why. The one table behind `check`, the
 * form, the reference pages and the refusal when a run starts. An option that is not in it is honoured.
 */

export const transports = ['embedded', 'websocket', 'native'] as const
export type Transport = (typeof transports)[number]

/** Options of a source or sink that stand under one name in its config. */
export type OptionGroup = 'consumer' | 'producer'

export interface Limit {
  /** `refused`: the option promises something, so a pipeline with it does not start. `no-effect`: it only tunes, and is left out. */
  readonly kind: 'refused' | 'no-effect'
  /** Why, in a sentence or two. */
  readonly reason: string
  /** The values it holds for; absent: for all that say something else than leaving the option out. */
  readonly values?: readonly string[]
}

interface Limits {
  readonly consumer: Readonly<Partial<Record<keyof ConsumerOptions, Limit>>>
  readonly producer: Readonly<Partial<Record<keyof ProducerOptions, Limit>>>
}

/** As sentences name them. */
export const transportNames: Readonly<Record<Transport, string>> = {
  embedded: 'the embedded broker',
  websocket: 'Pulsar’s WebSocket API',
  native: 'the native Pulsar client',
}

const refused = (reason: string, values?: readonly string[]): Limit => ({
  kind: 'refused',
  reason,
  ...(values && { values }),
})
const withoutEffect = (reason: string, values?: readonly string[]): Limit => ({
  ...refused(reason, values),
  kind: 'no-effect',
})

const gathersByItself = withoutEffect('It writes together whatever comes together; nothing waits for a batch to fill.')
const boostHash = refused('Only the native client knows BoostHash. Use Murmur3_32Hash or JavaStringHash.', [
  'BoostHash',
])

export const transportLimits: Readonly<Record<Transport, Limits>> = {
  embedded: {
    consumer: {
      replicateSubscriptionState: refused('It stands alone: there is no other cluster to copy the position to.'),
    },
    producer: {
      batchingEnabled: gathersByItself,
      batchingMaxMessages: gathersByItself,
      batchingMaxPublishDelayMs: gathersByItself,
      batchingMaxBytes: gathersByItself,
      compressionType: withoutEffect('It keeps messages as they are; nothing travels that could be made smaller.', [
        'LZ4',
        'ZLIB',
        'ZSTD',
        'SNAPPY',
      ]),
      sendTimeoutMillis: withoutEffect('It is in the same process: a write is done or refused within seconds.'),
      initialSequenceId: refused('It does not number what a producer sends, so it cannot drop what is sent twice.'),
      hashingScheme: boostHash,
      encryptionKeys: refused('It stores messages as they are sent. Encrypt in a step before the sink.'),
      cryptoKeyReader: refused('It stores messages as they are sent. Encrypt in a step before the sink.'),
    },
  },
  websocket: {
    consumer: {
      replicateSubscriptionState: refused('Its addresses have no parameter for it.'),
      readCompacted: refused('Its addresses have no parameter for it, so every stored message would come.'),
      keySharedPolicy: refused('Its addresses have no parameter for it: the broker always deals out the keys.'),
      maxTotalReceiverQueueSizeAcrossPartitions: withoutEffect(
        'Its proxy fetches at most 1,000 messages for each partition, and cannot be told otherwise.',
      ),
      batchIndexAck: withoutEffect(
        'Its proxy acknowledges whole batches, so a redelivery may repeat messages of the same batch.',
      ),
      properties: withoutEffect('Its addresses have no parameter for them, so statistics do not show them.'),
    },
    producer: {
      batchingMaxBytes: withoutEffect('Its proxy gathers up to 128 KiB, and cannot be told otherwise.'),
      accessMode: refused('Its addresses have no parameter for it, so others could write to the topic all the same.', [
        'Exclusive',
        'WaitForExclusive',
        'ExclusiveWithFencing',
      ]),
      chunkingEnabled: refused('It takes a message as one frame of 1 MiB at most.'),
      hashingScheme: boostHash,
      encryptionKeys: refused('Its proxy would see the payload before it is encrypted, and has no keys of ours.'),
      cryptoKeyReader: refused('Its proxy would see the payload before it is encrypted, and has no keys of ours.'),
      properties: withoutEffect('Its addresses have no parameter for them, so statistics do not show them.'),
    },
  },
  native: {
    consumer: {
      receiverQueueSize: withoutEffect('It fetches in batches, which need a queue of at least one message.', ['0']),
      maxTotalReceiverQueueSizeAcrossPartitions: withoutEffect('Each partition has a queue of at least one message.', [
        '0',
      ]),
    },
    producer: {},
  },
}

/** The limit of an option, whatever its value; null when the transport honours it. */
export function limitOf(transport: Transport, group: OptionGroup, option: string): Limit | null {
  const limits: Readonly<Partial<Record<string, Limit>>> = transportLimits[transport][group]
  return Object.hasOwn(limits, option) ? (limits[option] ?? null) : null
}

/** The limit that stands against this value of an option; null when there is none. */
export function limitOn(transport: Transport, group: OptionGroup, option: string, value: unknown): Limit | null {
  const limit = limitOf(transport, group, option)
  if (limit === null || asksForNothing(value)) return null
  return limit.values === undefined || limit.values.includes(String(value)) ? limit : null
}

const neutral: readonly unknown[] = [undefined, false, '', 'AutoSplit']

/** Whether a value says the same as leaving the option out. */
function asksForNothing(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).every(asksForNothing)
    : neutral.includes(value)
}

/** The transports that may carry a connection, the one in use now first. `auto` takes the native client where there is one. */
export function transportsOf(connection: Connection): readonly [Transport, ...Transport[]] {
  if (connection.type === 'embedded') return ['embedded']
  return connection.transport === 'auto' ? ['websocket', 'native'] : [connection.transport]
}
