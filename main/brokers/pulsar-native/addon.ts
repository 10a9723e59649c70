/**
 * What is used of the package `pulsar-client` 1.18.0. Declared here because the package is optional: where its binary cannot be had
 * it is absent, and its types with it. Errors are plain `Error`s whose text ends in the name of a result: `…: ConsumerBusy`.
 */
export interface PulsarAddon {
  readonly Client: {
    new (config: ClientConfig): NativeClient
    /** For the whole process. The handler must never throw. */
    setLogHandler(handler: LogHandler | null): void
  }
  readonly MessageId: {
    earliest(): NativeMessageId
    latest(): NativeMessageId
    /** `MessageIdData` of Pulsar's protocol. The topic's name is not in it. */
    deserialize(bytes: Buffer): NativeMessageId
  }
  readonly AuthenticationToken: new (params: { readonly token: string | (() => Promise<string>) }) => object
  readonly AuthenticationBasic: new (params: { readonly username: string; readonly password: string }) => object
  readonly AuthenticationTls: new (params: {
    readonly certificatePath: string
    readonly privateKeyPath: string
  }) => object
}

/** Levels are 0 to 3: debug, info, warn, error. */
export type LogHandler = (level: number, file: string, line: number, message: string) => void

/** The addon writes into it. */
export interface ClientConfig {
  serviceUrl: string
  authentication?: object
  operationTimeoutSeconds?: number
  connectionTimeoutMs?: number
  statsIntervalInSeconds?: number
  logLevel?: number
  tlsTrustCertsFilePath?: string
  tlsCertificateFilePath?: string
  tlsPrivateKeyFilePath?: string
  tlsValidateHostname?: boolean
  tlsAllowInsecureConnection?: boolean
}

export interface NativeClient {
  createProducer(config: ProducerConfig): Promise<NativeProducer>
  subscribe(config: ConsumerConfig): Promise<NativeConsumer>
  createReader(config: ReaderConfig): Promise<NativeReader>
  /** The topic itself when it has no partitions. */
  getPartitionsForTopic(topic: string): Promise<readonly string[]>
  close(): Promise<null>
}

export interface ProducerConfig {
  topic: string
  producerName?: string
  sendTimeoutMs?: number
  initialSequenceId?: number
  maxPendingMessages?: number
  maxPendingMessagesAcrossPartitions?: number
  blockIfQueueFull?: false
  messageRoutingMode?: 'UseSinglePartition' | 'RoundRobinDistribution'
  hashingScheme?: 'Murmur3_32Hash' | 'BoostHash' | 'JavaStringHash'
  compressionType?: 'None' | 'Zlib' | 'LZ4' | 'ZSTD' | 'SNAPPY'
  batchingEnabled?: boolean
  batchingMaxPublishDelayMs?: number
  batchingMaxMessages?: number
  batchingMaxAllowedSizeInBytes?: number
  chunkingEnabled?: boolean
  accessMode?: 'Shared' | 'Exclusive' | 'WaitForExclusive' | 'ExclusiveWithFencing'
  publicKeyPath?: string
  encryptionKeys?: readonly string[]
  properties?: Readonly<Record<string, string>>
}

export interface NativeProducer {
  send(message: ProducerMessage): Promise<NativeMessageId>
  flush(): Promise<null>
  close(): Promise<null>
}

/** Texts end at their first NUL. */
export interface ProducerMessage {
  data: Buffer
  properties?: Readonly<Record<string, string>>
  eventTimestamp?: number
  sequenceId?: number
  partitionKey?: string
  orderingKey?: string
  deliverAt?: number
}

export interface ConsumerConfig {
  /** Either this or `topics`. */
  topic?: string
  topics?: readonly string[]
  subscription: string
  subscriptionType: 'Exclusive' | 'Shared' | 'KeyShared' | 'Failover'
  subscriptionInitialPosition: 'Latest' | 'Earliest'
  consumerName?: string
  receiverQueueSize?: number
  receiverQueueSizeAcrossPartitions?: number
  ackTimeoutMs?: number
  nAckRedeliverTimeoutMs?: number
  readCompacted?: boolean
  batchIndexAckEnabled?: boolean
  replicateSubscriptionState?: boolean
  batchReceivePolicy: { maxNumMessages: number; maxNumBytes: number; timeoutMs: number }
  keySharedPolicy?: {
    keyShareMode: 'AutoSplit' | 'Sticky'
    allowOutOfOrderDelivery: boolean
    stickyRanges?: readonly { readonly start: number; readonly end: number }[]
  }
  properties?: Readonly<Record<string, string>>
}

export interface NativeConsumer {
  /** Empty after the policy's time-out. Rejects with `AlreadyClosed` when the consumer closes. */
  batchReceive(): Promise<readonly NativeMessage[]>
  /** Resolve, with null, when the ack is gathered, not when the broker has it. */
  acknowledgeId(id: NativeMessageId): Promise<null>
  acknowledgeCumulativeId(id: NativeMessageId): Promise<null>
  negativeAcknowledgeId(id: NativeMessageId): void
  close(): Promise<null>
}

export interface ReaderConfig {
  topic: string
  startMessageId: NativeMessageId
  receiverQueueSize?: number
  /** The next message comes when its promise has resolved; it must not reject. */
  listener: (message: NativeMessage) => Promise<void> | undefined
}

export interface NativeReader {
  seek(id: NativeMessageId): Promise<null>
  seekTimestamp(time: number): Promise<null>
  close(): Promise<null>
}

export interface NativeMessage {
  getTopicName(): string
  /** A copy. */
  getData(): Buffer
  getMessageId(): NativeMessageId
  /** An array with text keys. Throws a RangeError for some names, see `read-properties.ts`. */
  getProperties(): object
  getPublishTimestamp(): number
  /** 0: none. */
  getEventTimestamp(): number
  getRedeliveryCount(): number
  /** Empty: none. */
  getPartitionKey(): string
  getOrderingKey(): string
}

export interface NativeMessageId {
  /** `(ledger,entry,partition,batchIndex)` */
  toString(): string
}
