import type { ProduceOptions, SubscribeOptions } from '../../engine/ports.ts'
import type { ConsumerConfig, ProducerConfig } from './addon.ts'

const defaultQueueSize = 1_000
/** Measured: more in one batch, or longer waits, brought no more messages a second and cost latency. */
const largestBatch = 500
const batchWaitMs = 10
const largestBatchBytes = 16 * 1024 * 1024
/** The client takes less for this. */
const shortestNackDelayMs = 100

/** Topics by their full names. Delays, dead letters and tries are counted elsewhere. */
export function consumerConfig(topics: readonly string[], options: SubscribeOptions): ConsumerConfig {
  const receiverQueueSize = Math.max(1, options.receiverQueueSize ?? defaultQueueSize)
  const { maxTotalReceiverQueueSize: total, negativeAckRedeliveryDelayMs: nackDelay } = options
  return {
    ...(topics.length === 1 ? given('topic', topics[0]) : { topics }),
    subscription: options.subscription,
    subscriptionType: options.type,
    subscriptionInitialPosition: options.initialPosition,
    receiverQueueSize,
    // A policy that asks for more than the queue holds waits out its time with every batch.
    batchReceivePolicy: {
      maxNumMessages: Math.min(largestBatch, receiverQueueSize),
      maxNumBytes: largestBatchBytes,
      timeoutMs: batchWaitMs,
    },
    ...given('receiverQueueSizeAcrossPartitions', total === undefined ? undefined : Math.max(1, total)),
    ...given('consumerName', options.consumerName || undefined),
    ...given('ackTimeoutMs', options.ackTimeoutMs),
    ...given('nAckRedeliverTimeoutMs', nackDelay === undefined ? undefined : Math.max(shortestNackDelayMs, nackDelay)),
    ...given('readCompacted', options.readCompacted),
    ...given('batchIndexAckEnabled', options.batchIndexAck),
    ...given('replicateSubscriptionState', options.replicateSubscriptionState),
    ...given('properties', options.properties),
    ...given('keySharedPolicy', keySharedPolicy(options)),
  }
}

function keySharedPolicy({ keySharing }: SubscribeOptions): ConsumerConfig['keySharedPolicy'] | undefined {
  if (keySharing === undefined) return undefined
  const { ranges, allowOutOfOrder: allowOutOfOrderDelivery } = keySharing
  return ranges === null
    ? { keyShareMode: 'AutoSplit', allowOutOfOrderDelivery }
    : { keyShareMode: 'Sticky', allowOutOfOrderDelivery, stickyRanges: ranges }
}

export const defaultSendTimeoutMs = 30_000

/** Unconfirmed messages, at most. The client refuses what is too many, so further ones wait here. */
export function sendWindow({ maxPendingMessages = 1_000 }: ProduceOptions): number {
  return Math.max(1, maxPendingMessages)
}

/** Parts of one large message count one by one at the client. */
const partsOfLargeMessages = 100_000

export function producerConfig(topic: string, options: ProduceOptions): ProducerConfig {
  const window = sendWindow(options)
  const pending = options.chunkingEnabled ? window + partsOfLargeMessages : window
  const { encryptionKeys = [], publicKeyPath } = options
  return {
    topic,
    // It would stop the whole event loop.
    blockIfQueueFull: false,
    maxPendingMessages: pending,
    maxPendingMessagesAcrossPartitions: Math.min(2 ** 31 - 1, pending * 10_000),
    sendTimeoutMs: Math.max(1, options.sendTimeoutMs ?? defaultSendTimeoutMs),
    messageRoutingMode:
      options.messageRoutingMode === 'SinglePartition' ? 'UseSinglePartition' : 'RoundRobinDistribution',
    hashingScheme: options.hashingScheme ?? 'Murmur3_32Hash',
    compressionType: options.compressionType === 'ZLIB' ? 'Zlib' : (options.compressionType ?? 'None'),
    ...given('producerName', options.producerName || undefined),
    ...given('initialSequenceId', options.initialSequenceId),
    // A batch goes to one consumer, whatever keys are in it: only where it was asked for.
    batchingEnabled: options.batchingEnabled ?? false,
    ...given('batchingMaxMessages', options.batchingMaxMessages),
    ...given('batchingMaxPublishDelayMs', options.batchingMaxPublishDelayMs),
    ...given('batchingMaxAllowedSizeInBytes', options.batchingMaxBytes),
    ...given('chunkingEnabled', options.chunkingEnabled),
    ...given('accessMode', options.accessMode),
    ...given('properties', options.properties),
    ...(encryptionKeys.length > 0 && publicKeyPath !== undefined && { encryptionKeys, publicKeyPath }),
  }
}

/** A property that is left out when its value is undefined. */
export function given<K extends string, V>(name: K, value: V | undefined): { readonly [key in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]: V })
}
