import { describe, expect, it } from 'vitest'
import type { SubscribeOptions } from '../../engine/ports.ts'
import { consumerConfig, producerConfig } from './native-options.ts'

const options: SubscribeOptions = { topics: [], subscription: 's', type: 'KeyShared', initialPosition: 'Latest' }

describe('a consumer', () => {
  it.each([
    [undefined, 1_000, 500],
    [100, 100, 100],
    [50_000, 50_000, 500],
    [0, 1, 1],
  ])('with a queue of %s never asks for a batch that its queue cannot hold', (receiverQueueSize, queue, batch) => {
    const config = consumerConfig(['t'], { ...options, ...(receiverQueueSize !== undefined && { receiverQueueSize }) })
    expect(config.receiverQueueSize).toBe(queue)
    expect(config.batchReceivePolicy).toMatchObject({ maxNumMessages: batch, timeoutMs: 10 })
  })

  it('says everything that it was told', () => {
    const config = consumerConfig(['t'], {
      ...options,
      consumerName: 'c',
      maxTotalReceiverQueueSize: 9,
      readCompacted: true,
      replicateSubscriptionState: true,
      batchIndexAck: true,
      negativeAckRedeliveryDelayMs: 50,
      ackTimeoutMs: 10_000,
      properties: { team: 'orders' },
      keySharing: { ranges: [{ start: 0, end: 9 }], allowOutOfOrder: true },
    })
    expect(config).toMatchObject({
      topic: 't',
      subscription: 's',
      subscriptionType: 'KeyShared',
      subscriptionInitialPosition: 'Latest',
      consumerName: 'c',
      receiverQueueSizeAcrossPartitions: 9,
      readCompacted: true,
      replicateSubscriptionState: true,
      batchIndexAckEnabled: true,
      nAckRedeliverTimeoutMs: 100,
      ackTimeoutMs: 10_000,
      properties: { team: 'orders' },
      keySharedPolicy: {
        keyShareMode: 'Sticky',
        allowOutOfOrderDelivery: true,
        stickyRanges: [{ start: 0, end: 9 }],
      },
    })
  })

  it('says nothing that it was not told, dead letters least of all', () => {
    expect(Object.keys(consumerConfig(['t'], options)).sort()).toEqual([
      'batchReceivePolicy',
      'receiverQueueSize',
      'subscription',
      'subscriptionInitialPosition',
      'subscriptionType',
      'topic',
    ])
    expect(consumerConfig(['t', 'u'], options)).toMatchObject({ topics: ['t', 'u'] })
  })
})

describe('a producer', () => {
  it('never blocks, spreads messages without a key and hashes keys as other clients do', () => {
    expect(producerConfig('t', { topic: 't' })).toMatchObject({
      topic: 't',
      blockIfQueueFull: false,
      batchingEnabled: false,
      maxPendingMessages: 1_000,
      sendTimeoutMs: 30_000,
      messageRoutingMode: 'RoundRobinDistribution',
      hashingScheme: 'Murmur3_32Hash',
      compressionType: 'None',
    })
  })

  it('says everything that it was told', () => {
    const config = producerConfig('t', {
      topic: 't',
      producerName: 'p',
      sendTimeoutMs: 5,
      batchingEnabled: false,
      batchingMaxMessages: 6,
      batchingMaxPublishDelayMs: 7,
      batchingMaxBytes: 8,
      compressionType: 'ZLIB',
      maxPendingMessages: 9,
      messageRoutingMode: 'SinglePartition',
      hashingScheme: 'BoostHash',
      accessMode: 'WaitForExclusive',
      initialSequenceId: 10,
      encryptionKeys: ['mine'],
      publicKeyPath: 'key.pem',
      properties: { team: 'orders' },
    })
    expect(config).toMatchObject({
      producerName: 'p',
      sendTimeoutMs: 5,
      batchingEnabled: false,
      batchingMaxMessages: 6,
      batchingMaxPublishDelayMs: 7,
      batchingMaxAllowedSizeInBytes: 8,
      compressionType: 'Zlib',
      maxPendingMessages: 9,
      messageRoutingMode: 'UseSinglePartition',
      hashingScheme: 'BoostHash',
      accessMode: 'WaitForExclusive',
      initialSequenceId: 10,
      encryptionKeys: ['mine'],
      publicKeyPath: 'key.pem',
      properties: { team: 'orders' },
    })
  })

  it('leaves room for the parts of large messages', () => {
    const config = producerConfig('t', { topic: 't', chunkingEnabled: true })
    expect(config.chunkingEnabled).toBe(true)
    expect(config.maxPendingMessages).toBeGreaterThan(10_000)
  })
})
