import type { Message } from '../../../shared/message.ts'
import { applyPreset, type PresetName } from '../../../shared/operators/lib/pulsar/presets.ts'
import {
  type ProducerOptions,
  producerDefaults,
  producerPresets,
} from '../../../shared/operators/lib/pulsar/producer-options.ts'
import { encodePayload } from '../../../shared/operators/lib/serdes.ts'
import type { TextCodec } from '../../../shared/operators/lib/text-codec.ts'
import type { OutgoingMessage, ProduceOptions } from '../ports.ts'

/** The defaults, over them the preset, over it the fields that were set. */
export function producerOptions(config: {
  readonly preset: PresetName
  readonly producer: ProducerOptions
}): ProducerOptions & typeof producerDefaults {
  return applyPreset<ProducerOptions, typeof producerDefaults>(
    producerDefaults,
    producerPresets[config.preset],
    config.producer,
  )
}

export function toProduceOptions(topic: string, options: ProducerOptions): ProduceOptions {
  return {
    topic,
    producerName: options.producerName,
    sendTimeoutMs: options.sendTimeoutMillis,
    batchingEnabled: options.batchingEnabled,
    batchingMaxMessages: options.batchingMaxMessages,
    batchingMaxPublishDelayMs: options.batchingMaxPublishDelayMs,
    batchingMaxBytes: options.batchingMaxBytes,
    compressionType: options.compressionType,
    maxPendingMessages: options.maxPendingMessages,
    messageRoutingMode: options.messageRoutingMode,
    hashingScheme: options.hashingScheme,
    accessMode: options.accessMode,
    chunkingEnabled: options.chunkingEnabled,
    initialSequenceId: options.initialSequenceId,
    encryptionKeys: options.encryptionKeys,
    publicKeyPath: options.cryptoKeyReader?.publicKeyPath,
    properties: options.properties,
  }
}

/** The message as a producer takes it: bytes as they are, text as UTF-8, nothing as nothing, the rest as JSON. */
export function toOutgoing(message: Message, text: TextCodec): OutgoingMessage {
  return {
    payload: encodePayload(message.value, text),
    key: message.partitionKey ?? message.key,
    orderingKey: message.orderingKey,
    properties: message.properties,
    eventTime: message.eventTime,
    sequenceId: message.sequenceId,
    deliverAt: message.deliverAt,
  }
}
