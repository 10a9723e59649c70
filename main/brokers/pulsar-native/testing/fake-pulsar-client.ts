import { FailureError } from '../../../../shared/ipc/failure.ts'
import type { Broker, Consumer, Delivery, Reader, ReadPosition } from '../../../engine/ports.ts'
import { decodeMessageId, printMessageId } from '../../message-id.ts'
import type {
  ClientConfig,
  ConsumerConfig,
  LogHandler,
  NativeClient,
  NativeConsumer,
  NativeMessage,
  NativeMessageId,
  NativeProducer,
  NativeReader,
  ProducerConfig,
  ProducerMessage,
  PulsarAddon,
  ReaderConfig,
} from '../addon.ts'
import { comparePlaces, placeOf } from '../place.ts'

/** What of the fake a test may look at. */
export interface FakeCalls {
  readonly configs: ClientConfig[]
  readonly consumers: ConsumerConfig[]
  readonly producers: ProducerConfig[]
  single: number
  cumulative: number
  logHandlers: number
}

export interface FakePulsarClient {
  readonly addon: PulsarAddon
  readonly calls: FakeCalls
  /** Clients not closed. */
  readonly open: ReadonlySet<NativeClient>
}

/** Printed ids are what is behind it; `earliest` and `latest` are ends. */
class FakeMessageId implements NativeMessageId {
  readonly #printed: string
  /** Of the broker behind. */
  readonly delivery: unknown

  constructor(printed: string, delivery: unknown = null) {
    this.#printed = printed
    this.delivery = delivery
  }

  get printed(): string {
    return this.#printed
  }

  toString(): string {
    return `(${this.#printed.replaceAll(':', ',')})`
  }
}

const results: Readonly<Record<string, string>> = {
  'SLUICE-SUBSCRIPTION-BUSY': 'ConsumerBusy',
  'SLUICE-PRODUCER-BUSY': 'ProducerBusy',
  'SLUICE-TOPIC-NOT-FOUND': 'TopicNotFound',
  'SLUICE-TOPIC-NAME': 'InvalidTopicName',
  'SLUICE-MESSAGE-TOO-LARGE': 'MessageTooBig',
  'SLUICE-BROKER-CLOSED': 'AlreadyClosed',
  'SLUICE-BROKER-REFUSED': 'InvalidConfiguration',
}

/** The client's errors: plain, without a code. */
async function failing<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    const code = error instanceof FailureError ? error.failure.code : ''
    throw new Error(`Failed to ${what}: ${results[code] ?? 'UnknownError'}`)
  }
}

/**
 * The surface and the traps of `pulsar-client` (array properties, plain errors, batches bounded by the queue, promises that resolve
 * with null, texts that end at a NUL, messages dropped before a reader is there) over a broker that works.
 */
export function createFakePulsarClient(broker: Broker): FakePulsarClient {
  const calls: FakeCalls = { configs: [], consumers: [], producers: [], single: 0, cumulative: 0, logHandlers: 0 }
  const open = new Set<NativeClient>()

  class Client implements NativeClient {
    static setLogHandler(_handler: LogHandler | null): void {
      calls.logHandlers += 1
    }
    readonly #parts: { close(): Promise<null> }[] = []
    #closed = false

    constructor(config: ClientConfig) {
      if (!config.serviceUrl) throw new Error('Service URL is required')
      config.tlsTrustCertsFilePath ??= 'cert.pem'
      calls.configs.push(config)
      open.add(this)
    }

    async createProducer(config: ProducerConfig): Promise<NativeProducer> {
      calls.producers.push(config)
      return this.#keep(await createProducer(broker, config))
    }

    async subscribe(config: ConsumerConfig): Promise<NativeConsumer> {
      calls.consumers.push(config)
      return this.#keep(await subscribe(broker, config, calls))
    }

    async createReader(config: ReaderConfig): Promise<NativeReader> {
      return this.#keep(await FakeReader.open(broker, config))
    }

    async getPartitionsForTopic(topic: string): Promise<readonly string[]> {
      const partitions = await broker
        .admin()
        .topicStats(topic)
        .then((stats) => stats.partitions)
        .catch(() => 0)
      if (partitions === 0) return [topic]
      return Array.from({ length: partitions }, (_, partition) => `${topic}-partition-${partition}`)
    }

    async close(): Promise<null> {
      if (this.#closed) throw new Error('Failed to close client: AlreadyClosed')
      this.#closed = true
      open.delete(this)
      await Promise.all(this.#parts.map((part) => part.close().catch(() => null)))
      return null
    }

    #keep<P extends { close(): Promise<null> }>(part: P): P {
      this.#parts.push(part)
      return part
    }
  }

  class Authentication {
    readonly params: object
    constructor(params: object) {
      this.params = params
    }
  }

  const addon: PulsarAddon = {
    Client,
    MessageId: {
      earliest: () => new FakeMessageId('-1:-1:-1:-1'),
      latest: () => new FakeMessageId('9223372036854775807:9223372036854775807:-1:-1'),
      deserialize: (bytes) => new FakeMessageId(printMessageId(decodeMessageId(bytes.toString('base64')))),
    },
    AuthenticationToken: Authentication,
    AuthenticationBasic: Authentication,
    AuthenticationTls: Authentication,
  }
  return { addon, calls, open }
}

async function subscribe(broker: Broker, config: ConsumerConfig, calls: FakeCalls): Promise<NativeConsumer> {
  const { keySharedPolicy: policy } = config
  const consumer = await failing('create consumer', () =>
    broker.subscribe({
      topics: config.topics ?? [config.topic],
      subscription: config.subscription,
      type: config.subscriptionType,
      initialPosition: config.subscriptionInitialPosition,
      receiverQueueSize: config.receiverQueueSize,
      maxTotalReceiverQueueSize: config.receiverQueueSizeAcrossPartitions,
      consumerName: config.consumerName,
      readCompacted: config.readCompacted,
      negativeAckRedeliveryDelayMs: config.nAckRedeliverTimeoutMs,
      ackTimeoutMs: config.ackTimeoutMs,
      properties: config.properties,
      keySharing: policy && {
        ranges: policy.stickyRanges ?? null,
        allowOutOfOrder: policy.allowOutOfOrderDelivery,
      },
    } as Parameters<Broker['subscribe']>[0]),
  )
  return new FakeConsumer(consumer, config, calls)
}

class FakeConsumer implements NativeConsumer {
  readonly #consumer: Consumer
  readonly #config: ConsumerConfig
  readonly #calls: FakeCalls
  /** Handed out and not acknowledged, in order, by topic. */
  readonly #unacked = new Map<string, FakeMessageId[]>()
  readonly #topicOf = new WeakMap<FakeMessageId, string>()
  #pulling: Promise<readonly Delivery[]> | null = null
  #isPulled = false
  #closed = Promise.withResolvers<never>()
  #isClosed = false

  constructor(consumer: Consumer, config: ConsumerConfig, calls: FakeCalls) {
    this.#consumer = consumer
    this.#config = config
    this.#calls = calls
    this.#closed.promise.catch(() => {})
  }

  async batchReceive(): Promise<readonly NativeMessage[]> {
    this.#refuseClosed('batch receive message')
    const { maxNumMessages, timeoutMs } = this.#config.batchReceivePolicy
    if (maxNumMessages > (this.#config.receiverQueueSize ?? 1_000))
      throw new Error('waits out its time: see the reference')
    this.#pulling ??= this.#consumer.pull(maxNumMessages).finally(() => {
      this.#isPulled = true
    })
    const idle = new Promise<void>((resolve) => setTimeout(resolve, timeoutMs))
    await Promise.race([this.#pulling, idle, this.#closed.promise])
    return this.#isPulled ? this.#takePulled() : []
  }

  async #takePulled(): Promise<readonly NativeMessage[]> {
    const pulled = (await this.#pulling) ?? []
    this.#pulling = null
    this.#isPulled = false
    return pulled.map((delivery) => this.#message(delivery))
  }

  async acknowledgeId(id: NativeMessageId): Promise<null> {
    this.#refuseClosed('acknowledge message')
    this.#calls.single += 1
    this.#forget(id as FakeMessageId)
    await this.#consumer.ack([(id as FakeMessageId).delivery])
    return null
  }

  async acknowledgeCumulativeId(id: NativeMessageId): Promise<null> {
    this.#refuseClosed('acknowledge cumulatively')
    const topic = this.#topicOf.get(id as FakeMessageId) ?? ''
    const { subscriptionType } = this.#config
    if (subscriptionType === 'Shared' || subscriptionType === 'KeyShared')
      throw new Error('Failed to acknowledge cumulatively: CumulativeAcknowledgementNotAllowedError')
    this.#calls.cumulative += 1
    const upTo = placeOf((id as FakeMessageId).printed)
    const covered = (this.#unacked.get(topic) ?? []).filter((one) => comparePlaces(placeOf(one.printed), upTo) <= 0)
    for (const one of covered) this.#forget(one)
    await this.#consumer.ack([...covered, id as FakeMessageId].map((one) => one.delivery))
    return null
  }

  negativeAcknowledgeId(id: NativeMessageId): void {
    this.#forget(id as FakeMessageId)
    this.#consumer.nack([(id as FakeMessageId).delivery])
  }

  async close(): Promise<null> {
    this.#isClosed = true
    this.#closed.reject(new Error('Failed to batch receive message: AlreadyClosed'))
    await this.#consumer.close()
    return null
  }

  #message(delivery: Delivery): NativeMessage {
    const id = new FakeMessageId(delivery.messageId, delivery.id)
    this.#topicOf.set(id, delivery.topic)
    this.#unacked.set(delivery.topic, [...(this.#unacked.get(delivery.topic) ?? []), id])
    return toMessage(delivery, id)
  }

  #forget(id: FakeMessageId): void {
    const topic = this.#topicOf.get(id) ?? ''
    this.#unacked.set(
      topic,
      (this.#unacked.get(topic) ?? []).filter((one) => one !== id),
    )
  }

  #refuseClosed(what: string): void {
    if (this.#isClosed) throw new Error(`Failed to ${what}: AlreadyClosed`)
  }
}

async function createProducer(broker: Broker, config: ProducerConfig): Promise<NativeProducer> {
  const { compressionType, messageRoutingMode, batchingMaxAllowedSizeInBytes: batchingMaxBytes, ...same } = config
  const producer = await failing('create producer', () =>
    broker.produce({
      ...same,
      batchingMaxBytes,
      compressionType: compressionType === 'Zlib' ? 'ZLIB' : compressionType,
      messageRoutingMode: messageRoutingMode === 'UseSinglePartition' ? 'SinglePartition' : 'RoundRobin',
    } as Parameters<Broker['produce']>[0]),
  )
  let pending = 0
  return {
    async send(message) {
      if (pending >= (config.maxPendingMessages ?? 1_000))
        throw new Error('Failed to send message: ProducerQueueIsFull')
      pending += 1
      try {
        return new FakeMessageId(await failing('send message', () => producer.send(toOutgoing(message))))
      } finally {
        pending -= 1
      }
    },
    flush: () => producer.flush().then(() => null),
    close: () => producer.close().then(() => null),
  }
}

const cut = (text: string) => text.split('\0')[0] ?? ''

function toOutgoing(message: ProducerMessage) {
  return {
    payload: Buffer.isBuffer(message.data) ? message.data : new Uint8Array(),
    key: message.partitionKey === undefined ? null : cut(message.partitionKey),
    orderingKey: message.orderingKey === undefined ? null : cut(message.orderingKey),
    properties: message.properties ?? {},
    eventTime: message.eventTimestamp ?? null,
    sequenceId: message.sequenceId ?? null,
    deliverAt: message.deliverAt ?? null,
  }
}

export function toMessage(delivery: Delivery, id: NativeMessageId): NativeMessage {
  return {
    getTopicName: () => delivery.topic,
    getData: () => Buffer.from(delivery.payload),
    getMessageId: () => id,
    getProperties: () => arrayOf(delivery.properties),
    getPublishTimestamp: () => delivery.publishTime,
    getEventTimestamp: () => delivery.eventTime ?? 0,
    getRedeliveryCount: () => delivery.redeliveryCount,
    getPartitionKey: () => delivery.key ?? '',
    getOrderingKey: () => delivery.orderingKey ?? '',
  }
}

/** As the addon: an array with text keys, whose length a property sets, or fails to. */
export function arrayOf(properties: Readonly<Record<string, string>>): object {
  const array: string[] = []
  for (const [name, value] of Object.entries(properties)) {
    if (name === '__proto__') continue
    if (name === 'length') array.length = Number(value)
    else (array as unknown as Record<string, string>)[name] = value
  }
  return array
}

/** Pushes; one message at a time. Whatever comes in the first turns is lost, as there is no reader to give it to yet. */
class FakeReader implements NativeReader {
  readonly #broker: Broker
  readonly #config: ReaderConfig
  #current: Reader
  #isClosed = false
  #run = 0

  static async open(broker: Broker, config: ReaderConfig): Promise<FakeReader> {
    const from = positionOf(config.startMessageId as FakeMessageId)
    const reader = await failing('create reader', () => broker.read({ topic: config.topic, from }))
    if (from !== 'latest') await reader.pull(1)
    return new FakeReader(broker, config, reader)
  }

  private constructor(broker: Broker, config: ReaderConfig, reader: Reader) {
    this.#broker = broker
    this.#config = config
    this.#current = reader
    void this.#push(this.#current, this.#run)
  }

  async seek(id: NativeMessageId): Promise<null> {
    return this.#restart(positionOf(id as FakeMessageId))
  }

  async seekTimestamp(time: number): Promise<null> {
    return this.#restart({ time })
  }

  async close(): Promise<null> {
    this.#isClosed = true
    await this.#current.close()
    return null
  }

  async #restart(from: ReadPosition): Promise<null> {
    const old = this.#current
    this.#run += 1
    this.#current = await this.#broker.read({ topic: this.#config.topic, from })
    await old.close()
    void this.#push(this.#current, this.#run)
    return null
  }

  async #push(reader: Reader, run: number): Promise<void> {
    while (!this.#isClosed && run === this.#run) {
      for (const delivery of await reader.pull(1)) {
        await this.#config.listener(toMessage(delivery, new FakeMessageId(delivery.messageId)))
      }
    }
  }
}

function positionOf(id: FakeMessageId): ReadPosition {
  if (id.printed.startsWith('-1:')) return 'earliest'
  return id.printed.startsWith('9223372036854775807') ? 'latest' : { messageId: id.printed }
}
