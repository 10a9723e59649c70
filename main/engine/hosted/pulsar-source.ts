import type { Failure } from '../../../shared/ipc/failure.ts'
import { createMessage, createOrigin, type Message } from '../../../shared/message.ts'
import type { ConfigOf } from '../../../shared/operators/define.ts'
import { type ConsumerOptions, effectiveConsumer } from '../../../shared/operators/lib/pulsar/consumer-options.ts'
import type { spec } from '../../../shared/operators/pulsar-source.ts'
import type { Consumer, Delivery, KeySharing, SubscribeOptions } from '../ports.ts'
import type { SourceMessage, SourceRun } from './contract.ts'
import { DeadLetterPolicy } from './dead-letter-policy.ts'
import { GivenBack } from './given-back.ts'
import { HandedOut } from './handed-out.ts'
import { subscribeByPattern } from './pattern-consumer.ts'
import { refuseUnsupported } from './transport-options.ts'

/** Reads topics through a subscription. The id of a message, as the engine knows it, is its whole delivery. */
export const run: SourceRun<typeof spec> = (config, ports) => {
  const options = subscribeOptions(config)
  const policy = DeadLetterPolicy.of(config, ports)
  const handedOut = new HandedOut()
  let consumer: Consumer | null = null
  let stopLooking = () => {}
  /** One pull at a time may wait at the broker; one that was woken is picked up by the next. */
  let waiting: Promise<readonly Delivery[]> | null = null
  let wake: (() => void) | null = null
  const givenBack = isRewound(options)
    ? new GivenBack(ports, options.negativeAckRedeliveryDelayMs, () => wake?.())
    : null

  const toSourceMessage = (delivery: Delivery): SourceMessage => {
    const failure = policy?.verdict(delivery) ?? null
    return { message: messageOf(delivery, failure), id: delivery, isDead: failure !== null }
  }

  /** Null when it was woken. */
  async function pullFromBroker(max: number): Promise<readonly Delivery[] | null> {
    const woken = new Promise<null>((resolve) => {
      wake = () => resolve(null)
    })
    if (givenBack?.isFull) return woken
    waiting ??= consumer!.pull(max)
    try {
      const deliveries = await Promise.race([waiting, woken])
      if (deliveries !== null) waiting = null
      return deliveries
    } catch (thrown) {
      waiting = null
      throw thrown
    }
  }

  return {
    redelivers: true,
    async open() {
      const broker = await ports.broker(config.connection)
      refuseUnsupported(broker.capabilities.transport, 'consumer', config.consumer, ports)
      if (config.topicsPattern === '') {
        consumer = await broker.subscribe(options)
      } else {
        const found = await subscribeByPattern(broker, config, options, ports)
        consumer = found.consumer
        stopLooking = found.stop
      }
    },
    async pull(max) {
      const again = givenBack?.take(max) ?? []
      if (again.length > 0) return again.map(toSourceMessage)
      const deliveries = (await pullFromBroker(max)) ?? []
      return handedOut.admit(deliveries).map(toSourceMessage)
    },
    wake: () => wake?.(),
    ack: (ids) => consumer!.ack(handedOut.settle(ids as readonly Delivery[])),
    nack(id, reason) {
      const delivery = id as Delivery
      policy?.remember(delivery, reason)
      if (givenBack === null) consumer!.nack(handedOut.settle([delivery]))
      else givenBack.add(delivery)
    },
    ...(policy !== null && { deadLetter: (letter, message) => policy.write(letter, message) }),
    async close() {
      stopLooking()
      givenBack?.close()
      wake?.()
      waiting?.catch(() => {})
      await Promise.all([consumer?.close(), policy?.close()])
    },
  }
}

/** Subscriptions of these types cannot repeat one message alone: a nack takes them back to the first that is not acknowledged. */
function isRewound({ type }: SubscribeOptions): boolean {
  return type === 'Exclusive' || type === 'Failover'
}

/** What the broker is asked for: the defaults, over them the preset, over it the fields that were set. */
export function subscribeOptions(config: ConfigOf<typeof spec>) {
  const consumer = effectiveConsumer(config.preset, config.consumer)
  return {
    topics: config.topics,
    subscription: config.subscriptionName,
    type: consumer.consumerType,
    initialPosition: consumer.subscriptionInitialPosition,
    consumerName: consumer.consumerName,
    receiverQueueSize: consumer.receiverQueueSize,
    maxTotalReceiverQueueSize: consumer.maxTotalReceiverQueueSizeAcrossPartitions,
    readCompacted: consumer.readCompacted,
    keySharing: keySharingOf(consumer),
    replicateSubscriptionState: consumer.replicateSubscriptionState,
    batchIndexAck: consumer.batchIndexAck,
    negativeAckRedeliveryDelayMs: consumer.negativeAckRedeliveryDelayMillis,
    ackTimeoutMs: consumer.ackTimeoutMillis === 0 ? undefined : consumer.ackTimeoutMillis,
    properties: consumer.properties,
  } satisfies SubscribeOptions
}

function keySharingOf({ keySharedPolicy: policy }: ConsumerOptions): KeySharing | undefined {
  if (policy === undefined) return undefined
  const ranges = policy.keyShareMode === 'Sticky' ? policy.stickyRanges : null
  return { ranges, allowOutOfOrder: policy.allowOutOfOrderDelivery }
}

function messageOf(delivery: Delivery, failure: Failure | null): Message {
  const { payload, publishTime, redeliveryCount, key, orderingKey, properties, eventTime } = delivery
  const origin = createOrigin(delivery.topic, delivery.messageId, {
    publishTime,
    redeliveryCount,
    size: payload.length,
  })
  return createMessage(payload, origin, { key, orderingKey, properties, eventTime, failure })
}
