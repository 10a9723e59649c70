import type { Broker, SubscriptionType } from './ports.ts'

/**
 * Looking after topics and subscriptions, alike on every transport. What a broker has no notion of is refused with
 * `SLUICE-ADMIN-UNSUPPORTED`. Other codes: `SLUICE-TOPIC-NOT-FOUND`, `SLUICE-TOPIC-EXISTS`, `SLUICE-TOPIC-BUSY` (in use),
 * `SLUICE-SUBSCRIPTION-NOT-FOUND`, `SLUICE-SUBSCRIPTION-EXISTS`, `SLUICE-SUBSCRIPTION-BUSY` (in use), `SLUICE-MESSAGE-ID`.
 */
export interface Admin {
  brokerFacts(): Promise<BrokerFacts>
  /** Sorted. */
  tenants(): Promise<readonly string[]>
  /** As `tenant/namespace`, sorted. */
  namespaces(tenant: string): Promise<readonly string[]>
  namespaceSettings(namespace: string): Promise<NamespaceSettings>
  /** What is left out stays; null takes a setting away, then the broker's own holds. */
  changeNamespace(namespace: string, settings: Partial<NamespaceSettings>): Promise<void>
  /** Full names of all topics of a namespace (`tenant/namespace`, default `public/default`), sorted; partitioned topics once. */
  listTopics(namespace?: string): Promise<readonly string[]>
  /** As `listTopics`, with the number of partitions. */
  topics(namespace?: string): Promise<readonly TopicEntry[]>
  createTopic(topic: string, partitions?: number): Promise<void>
  /** With all its messages and subscriptions; `force` also while producers or consumers are attached. */
  deleteTopic(topic: string, force?: boolean): Promise<void>
  topicStats(topic: string): Promise<TopicStats>
  /** The latest schema of a topic; null when it has none. */
  schema(topic: string): Promise<TopicSchema | null>
  /** The last message of the topic, or of each of its partitions in order. */
  lastMessageIds(topic: string): Promise<readonly LastMessage[]>
  /** Takes the topic from the broker that serves it; clients connect again. */
  unload(topic: string): Promise<void>
  /** No producer may write any more. */
  terminate(topic: string): Promise<void>

  createSubscription(topic: string, subscription: string, at: SeekPosition): Promise<void>
  /** `force` also while consumers are attached. */
  deleteSubscription(topic: string, subscription: string, force?: boolean): Promise<void>
  /** Over all partitions. */
  backlog(topic: string, subscription: string): Promise<Backlog>
  /** Moves the subscription; consumers that are attached go on from there. A message id is a place in its own partition, and moves that alone. */
  seek(topic: string, subscription: string, to: SeekPosition): Promise<BacklogChange>
  /** Passes by the next `count` messages. Refused for a partitioned topic as a whole: name one partition. */
  skip(topic: string, subscription: string, count: number): Promise<BacklogChange>
  /** Passes by everything that is there. */
  clearBacklog(topic: string, subscription: string): Promise<BacklogChange>
  /** Passes by what was published longer than this ago. */
  expire(topic: string, subscription: string, olderThanSeconds: number): Promise<BacklogChange>
}

export interface BrokerFacts {
  readonly transport: Broker['capabilities']['transport']
  /** As the broker says it; null when it does not. */
  readonly version: string | null
  /** `unknown` where it may not be asked. */
  readonly health: 'ok' | 'failing' | 'unknown'
  /** Empty where there are none. */
  readonly clusters: readonly string[]
}

/** Null: the broker's own setting holds. */
export interface NamespaceSettings {
  /** Messages that a subscription has not acknowledged after this are passed by; brokers look every few minutes. 0 for never. */
  readonly messageTtlSeconds: number | null
  readonly retention: NamespaceRetention | null
}

/** How much stays of what all subscriptions have acknowledged: as long as both hold. -1 for without end. */
export interface NamespaceRetention {
  readonly minutes: number
  readonly megabytes: number
}

export interface TopicEntry {
  readonly topic: string
  /** 0 for a topic without partitions. */
  readonly partitions: number
}

export interface LastMessage {
  /** Full name, with `-partition-N` on partitions. */
  readonly topic: string
  /** Printed; null when there is none. */
  readonly messageId: string | null
}

/** The next message to be handed out: the named one itself, or the first published at `time` (epoch milliseconds) or later. */
export type SeekPosition = 'earliest' | 'latest' | { readonly messageId: string } | { readonly time: number }

export interface Backlog {
  /** Not acknowledged, handed out or not. Pulsar counts entries, which hold one message or a batch. */
  readonly messages: number
  /** Handed out and not acknowledged. */
  readonly unacked: number
}

/** Backlogs in messages, as `Backlog` counts them, before and after. Others may have worked in between. */
export interface BacklogChange {
  readonly before: number
  readonly after: number
}

export interface TopicSchema {
  /** As Pulsar names them: `AVRO`, `JSON`, `PROTOBUF`, `STRING`, `BYTES`, … */
  readonly type: string
  /** The schema's text; of AVRO and JSON an Avro schema. */
  readonly definition: string
}

/** Figures of a topic without partitions, or of one partition. What a broker does not measure is null. */
export interface TopicFigures {
  /** Full name, with `-partition-N` on partitions. */
  readonly topic: string
  /** In bytes. */
  readonly storageSize: number
  /** Bytes that some subscription still needs. */
  readonly backlogSize: number | null
  readonly messages: number | null
  /** In bytes. */
  readonly averageSize: number | null
  readonly rates: TopicRates | null
  readonly subscriptions: readonly SubscriptionStats[]
  readonly producers: readonly AttachedProducer[]
}

/** A second. Pulsar reckons them anew every minute. */
export interface TopicRates {
  readonly messagesIn: number
  readonly bytesIn: number
  readonly messagesOut: number
  readonly bytesOut: number
}

/** Figures over all partitions, and of each. */
export interface TopicStats extends TopicFigures {
  /** 0 for a topic without partitions. */
  readonly partitions: number
  /** One for each partition, in order; none for a topic without. */
  readonly parts: readonly TopicFigures[]
}

/** A consumer or producer, as those who look at a topic see it. */
export interface Attached {
  /** As it was asked for, or one the broker made; may be empty. */
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
}

export interface AttachedClient extends Attached {
  /** `host:port`; null for one in this process. */
  readonly address: string | null
  /** Epoch milliseconds; null when the broker does not say. */
  readonly since: number | null
  /** Messages a second; null when not measured. */
  readonly rate: number | null
}

export type AttachedProducer = AttachedClient

export interface AttachedConsumer extends AttachedClient {
  /** Handed out and not acknowledged. */
  readonly unacked: number
}

export interface SubscriptionStats {
  readonly name: string
  /** Null for a subscription that has no consumer. */
  readonly type: SubscriptionType | null
  readonly backlog: number
  readonly unacked: number
  /** Held back until their time. */
  readonly delayed: number | null
  /** Messages a second handed out; null when not measured. */
  readonly rateOut: number | null
  /** Epoch milliseconds; null for never, or when not known. */
  readonly lastConsumedAt: number | null
  readonly lastAckedAt: number | null
  /** Name of the one that gets everything, of Exclusive and Failover. */
  readonly activeConsumer: string | null
  readonly consumers: number
  readonly attached: readonly AttachedConsumer[]
}
