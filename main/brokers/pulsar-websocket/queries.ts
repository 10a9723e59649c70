import type { ProduceOptions, SubscribeOptions } from '../../engine/ports.ts'
import type { SocketQuery } from './socket-url.ts'

/** Messages Pulsar holds ready for one socket, at most; the API takes no more. */
const mostReady = 1_000
const defaultQueueSize = 1_000
const defaultWindow = 1_000

/**
 * How a consumer's queue is divided between the broker's side of the socket and ours. Both together are what was asked for; from 1,000 on,
 * where it is speed that is asked for, the broker's side is full and ours as large at least, so that neither waits for the other.
 */
export function shareQueue(receiverQueueSize = defaultQueueSize): { readonly there: number; readonly here: number } {
  if (receiverQueueSize >= mostReady) {
    return { there: mostReady, here: Math.max(mostReady, receiverQueueSize - mostReady) }
  }
  const there = Math.max(1, Math.ceil(receiverQueueSize / 2))
  return { there, here: Math.max(1, receiverQueueSize - there) }
}

/** Parameters of a consumer's address. */
export function consumerQuery(options: SubscribeOptions): SocketQuery {
  return {
    pullMode: true,
    subscriptionType: options.type === 'KeyShared' ? 'Key_Shared' : options.type,
    subscriptionInitialPosition: options.initialPosition,
    receiverQueueSize: shareQueue(options.receiverQueueSize).there,
    consumerName: options.consumerName,
    negativeAckRedeliveryDelay: options.negativeAckRedeliveryDelayMs,
    ackTimeoutMillis: options.ackTimeoutMs,
  }
}

/** Unconfirmed messages at the broker's side of the socket, at most. */
export function producerWindow({ maxPendingMessages = defaultWindow }: ProduceOptions): number {
  return Math.max(1, Math.min(maxPendingMessages, defaultWindow))
}

/** Parameters of a producer's address. */
export function producerQuery(options: ProduceOptions, sendTimeoutMs: number): SocketQuery {
  return {
    producerName: options.producerName,
    sendTimeoutMillis: sendTimeoutMs,
    maxPendingMessages: producerWindow(options),
    batchingEnabled: options.batchingEnabled,
    batchingMaxMessages: options.batchingMaxMessages,
    batchingMaxPublishDelay: options.batchingMaxPublishDelayMs,
    compressionType: options.compressionType?.toUpperCase(),
    messageRoutingMode: options.messageRoutingMode === 'SinglePartition' ? 'SinglePartition' : 'RoundRobinPartition',
    hashingScheme: options.hashingScheme ?? 'Murmur3_32Hash',
    initialSequenceId: options.initialSequenceId,
  }
}

/** Parameters of a reader's address. `from` as `startOfReader` gives it. */
export function readerQuery(from: string, receiverQueueSize = defaultQueueSize): SocketQuery {
  return { messageId: from, receiverQueueSize: Math.max(1, Math.min(mostReady, receiverQueueSize)) }
}
