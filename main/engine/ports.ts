import type { Failure } from '../../shared/ipc/failure.ts'
import type { MessageParts } from '../../shared/message.ts'
import type { TextCodec } from '../../shared/operators/lib/text-codec.ts'
import type { Codecs } from '../../shared/operators/lib/value-codec.ts'
import type { Admin } from './admin.ts'

export type * from './admin.ts'

/**
 * What the engine needs from the world. The engine is pure: it knows no Node, no timers, no wall clock, no broker library.
 * Whoever runs it (runner, tests, simulation) hands these in.
 */
export interface EnginePorts {
  readonly clock: Clock
  readonly random: () => number
  readonly text: TextCodec
  readonly log: Logger
  /** Where the `console` sink writes; one line, no newline at its end. */
  readonly console: (line: string) => void
  readonly codecs: Codecs
  readonly http: HttpPort
  readonly files: FilePort
  readonly scripts: ScriptHost
  /** Where stateful steps keep their states over a restart; null when they are kept in memory only. */
  readonly state: StateStore | null
  /** The broker behind a connection of the document. Called once per connection and run; the caller of `openBroker` does not close it, the run does, by the returned lease. */
  openBroker(connection: string): Promise<BrokerLease>
}

/** A broker for the time of one run. Releasing it closes it, unless others hold it too. */
export interface BrokerLease {
  readonly broker: Broker
  release(): Promise<void>
}

export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
  /** Resolves in a later turn of the event loop, so that timers, sockets and other pipelines get theirs. */
  yield(): Promise<void>
}

export interface Logger {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void
  error(message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** Lookups over HTTP. Only `http:` and `https:`; redirects are followed within the same host. */
export interface HttpPort {
  /**
   * Rejects with SLUICE-HTTP-FAILED when no answer came (refused, timed out, larger than `maxBytes`); an answer with any status is an
   * answer.
   */
  get(request: HttpRequest): Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxBytes: number
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Files of the folders a run was granted. Paths are relative to the pipeline's folder, or absolute within a granted one; others reject with SLUICE-FILE-DENIED. */
export interface FilePort {
  /** Rejects with SLUICE-FILE-MISSING when there is none. */
  open(path: string): Promise<FileReader>
  /** Opens for writing at the end; makes the file and its folders when they are missing. */
  append(path: string): Promise<FileWriter>
  /** Takes another name, replacing nothing: rejects when `to` exists. */
  rename(from: string, to: string): Promise<void>
}

export interface FileReader {
  /** The next bytes, up to `max`; null at the end. */
  read(max: number): Promise<Uint8Array | null>
  close(): Promise<void>
}

export interface FileWriter {
  /** Bytes in the file now. */
  readonly size: number
  /** Calls are written in their order. Resolves when the system has the bytes; `sync` makes them last. */
  write(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

/**
 * Runs users' code in a process of its own, which may be killed at any time. A fault boundary, not a sandbox: what the code
 * breaks is that process alone, but it runs with the rights of whoever runs the pipeline.
 */
export interface ScriptHost {
  /**
   * Rejects with SLUICE-CODE-SYNTAX, naming line and column, when the source cannot be compiled, and with the other codes of
   * `ScriptResult` when it fails while it is loaded.
   */
  load(options: ScriptOptions): Promise<Script>
}

export interface ScriptOptions {
  /** A module whose default export is a function `(message, context)`, or the body of such a function. */
  readonly source: string
  readonly language: 'javascript' | 'typescript'
  /** For one message. */
  readonly timeoutMs: number
  /** Of the code's heap; the process around it may take a fixed amount more. */
  readonly memoryMb: number
  /** Ports it may send to by name, besides `out`. */
  readonly outputs: readonly string[]
  /** What the code writes to its console, line by line, and what its host has to say; bounded in rate and length. */
  readonly log: (level: 'info' | 'warn' | 'error', line: string) => void
}

export interface Script {
  /**
   * One batch at a time; messages are worked on in order. One result for each, in order. Never rejects for what the code does: a
   * code that throws, hangs, exits or fills its memory fails the message it was working on, and those behind it are tried in a new
   * process. One whose result was lost with the process is worked on again: each is answered once, but may be seen twice by the code.
   * Rejects with SLUICE-STOPPED when it is closed meanwhile.
   */
  run(batch: ScriptBatch): Promise<ScriptAnswer>
  /** Processes started in place of others that died. */
  readonly restarts: number
  /** Kills the process. Resolves when it is gone. */
  close(): Promise<void>
}

export interface ScriptBatch {
  readonly messages: readonly ScriptMessage[]
  /** States of the keys in this batch that have one; of messages without a key under the empty key. Plain data, see `keyed.ts`. */
  readonly states: ReadonlyMap<string, unknown>
  /** What the code takes for the time, epoch milliseconds. */
  readonly now: number
}

export type ScriptMessage = MessageParts & {
  readonly messageId: string
  readonly publishTime: number
  readonly redeliveryCount: number
}

export interface ScriptAnswer {
  readonly results: readonly ScriptResult[]
  /** States that changed, by key; undefined for one that is to be forgotten. A message that failed changed none by assigning it. */
  readonly states: ReadonlyMap<string, unknown>
}

/** No outputs: the code returned null or undefined. */
export type ScriptResult = { readonly outputs: readonly ScriptOutput[] } | { readonly failure: Failure }

export interface ScriptOutput {
  /** `out` or one of the declared. */
  readonly port: string
  /** What was returned, to be laid over the input's parts. */
  readonly message: Partial<MessageParts>
}

/**
 * States of stateful steps over a restart. One store serves one pipeline at a time: opening it twice rejects with SLUICE-STATE-IN-USE,
 * naming the holder.
 */
export interface StateStore {
  contents(): Promise<StoreContents>
  /** What the last committed epoch left of a node: key and state, those saved longest ago first. */
  load(node: string): Promise<readonly SavedState[]>
  /**
   * All of it or nothing; durable when it resolves. The states are taken as they are during the call: they may change in place as
   * soon as it has returned its promise. Rejects with SLUICE-STATE-FULL or SLUICE-STATE-FAILED, then it may be tried again; with any
   * other code trying again cannot help.
   */
  commit(epoch: Epoch): Promise<void>
  /** Called by the run at its end. Closing twice is harmless. */
  close(): Promise<void>
}

export interface StoreContents {
  /** Number of the last committed epoch; 0 when there is none. */
  readonly epoch: number
  /** Nodes with at least one state. */
  readonly nodes: readonly string[]
}

export interface SavedState {
  readonly key: string
  readonly state: unknown
}

/** What changed since the epoch before it. */
export interface Epoch {
  readonly number: number
  readonly changes: readonly NodeChanges[]
}

export interface NodeChanges {
  readonly node: string
  /** To be applied in this order: a key may stand here twice. An undefined state: the key was forgotten. */
  readonly states: readonly SavedState[]
}

export type SubscriptionType = 'Exclusive' | 'Shared' | 'Failover' | 'KeyShared'
export type InitialPosition = 'Latest' | 'Earliest'

/**
 * A message broker with Pulsar's semantics. All methods may be called in parallel. A method that fails rejects with a
 * FailureError; its code says whether trying again can help (`isTransient`).
 */
export interface Broker {
  readonly capabilities: Capabilities
  /** Creates the subscription when it does not exist; the initial position counts only then. Topics are made on first use. */
  subscribe(options: SubscribeOptions): Promise<Consumer>
  produce(options: ProduceOptions): Promise<Producer>
  /** Looks without consuming: no subscription, no acks, no backlog. */
  read(options: ReadOptions): Promise<Reader>
  admin(): Admin
  close(): Promise<void>
}

/** What a transport can do. What is false is greyed out with the reason, and refused by `check`. */
export interface Capabilities {
  readonly transport: 'embedded' | 'websocket' | 'native'
  readonly subscriptionTypes: readonly SubscriptionType[]
  readonly cumulativeAck: boolean
  readonly topicsPattern: boolean
  readonly orderingKey: boolean
  readonly sequenceId: boolean
  readonly deliverAt: boolean
}

export interface SubscribeOptions {
  /** Short or full names; none when all are to come by `Consumer.add`. */
  readonly topics: readonly string[]
  readonly subscription: string
  readonly type: SubscriptionType
  readonly initialPosition: InitialPosition
  readonly consumerName?: string
  /** Messages prefetched, at most; over WebSocket a queue of 1,000 or more may have 1,000 more on their way. */
  readonly receiverQueueSize?: number
  /** Messages prefetched over all partitions together, at most. */
  readonly maxTotalReceiverQueueSize?: number
  /** Of messages with a key that are stored already, only the newest of each, and none of a key whose newest is empty. Exclusive and Failover only. */
  readonly readCompacted?: boolean
  /** KeyShared only; absent: the broker deals out the keys and keeps their order. All consumers of a subscription must agree. */
  readonly keySharing?: KeySharing
  readonly replicateSubscriptionState?: boolean
  readonly batchIndexAck?: boolean
  /** How long after a nack the message comes again; default 60 s as in Pulsar. */
  readonly negativeAckRedeliveryDelayMs?: number
  /** Unacknowledged messages come again after this; absent for never. */
  readonly ackTimeoutMs?: number
  readonly properties?: Readonly<Record<string, string>>
}

/** How a KeyShared subscription divides keys. */
export interface KeySharing {
  /** Hashes from 0 to 65535 that this consumer takes, both ends included; null lets the broker deal them out. */
  readonly ranges: readonly { readonly start: number; readonly end: number }[] | null
  /** Keys may move to another consumer before what the old one has of them is acknowledged. */
  readonly allowOutOfOrder: boolean
}

/** One message as the broker hands it out. `payload` must not be changed. */
export interface Delivery {
  /** Opaque to the engine; handed back to `ack` and `nack`. */
  readonly id: unknown
  /** Printable, unique within the topic, and ordered as text within one partition only by accident: do not sort by it. */
  readonly messageId: string
  /** Full name of the topic, with `-partition-N` on partitioned ones. */
  readonly topic: string
  readonly payload: Uint8Array
  readonly key: string | null
  readonly orderingKey: string | null
  readonly properties: Readonly<Record<string, string>>
  readonly publishTime: number
  readonly eventTime: number | null
  readonly redeliveryCount: number
}

export interface Consumer {
  /**
   * Waits until at least one message is there, then returns up to `max`. Resolves with an empty list when the consumer is
   * closed, or after a while without messages (so that a caller can look around); never rejects for a broken connection
   * that will be mended, only when it cannot be. One call at a time.
   */
  pull(max: number): Promise<readonly Delivery[]>
  /** Resolves when the broker has (or the transport cannot tell whether it has) taken the acks. Acking twice is harmless. */
  ack(ids: readonly unknown[]): Promise<void>
  /** Asks for redelivery after the configured delay. */
  nack(ids: readonly unknown[]): void
  /** Reads these topics too, through the same subscription; those it reads already are left out. Rejects as `subscribe` does, then none is added. */
  add(topics: readonly string[], initialPosition: InitialPosition): Promise<void>
  /** Wakes a waiting `pull`. Unacknowledged messages go back to the subscription. */
  close(): Promise<void>
}

export interface ProduceOptions {
  readonly topic: string
  readonly producerName?: string
  readonly sendTimeoutMs?: number
  readonly batchingEnabled?: boolean
  readonly batchingMaxMessages?: number
  readonly batchingMaxPublishDelayMs?: number
  readonly batchingMaxBytes?: number
  readonly compressionType?: 'None' | 'LZ4' | 'ZLIB' | 'ZSTD' | 'SNAPPY'
  readonly maxPendingMessages?: number
  readonly messageRoutingMode?: 'RoundRobin' | 'SinglePartition'
  /** How the key of a message picks its partition; absent for Murmur3_32Hash. */
  readonly hashingScheme?: 'JavaStringHash' | 'Murmur3_32Hash' | 'BoostHash'
  /** Whether others may write too. With `WaitForExclusive`, `produce` resolves when this one may write alone. */
  readonly accessMode?: 'Shared' | 'Exclusive' | 'WaitForExclusive' | 'ExclusiveWithFencing'
  /** Takes messages beyond the broker's limit, by sending them in parts where that is needed. */
  readonly chunkingEnabled?: boolean
  readonly initialSequenceId?: number
  readonly encryptionKeys?: readonly string[]
  readonly publicKeyPath?: string
  readonly properties?: Readonly<Record<string, string>>
}

export interface OutgoingMessage {
  readonly payload: Uint8Array
  readonly key: string | null
  readonly orderingKey: string | null
  readonly properties: Readonly<Record<string, string>>
  readonly eventTime: number | null
  readonly sequenceId: number | null
  readonly deliverAt: number | null
}

export interface Producer {
  /** Full topic name. */
  readonly topic: string
  /**
   * Resolves with the printable message id after the broker has stored the message; never before. Sends are pipelined and
   * stored in the order of the calls. A connection that breaks is mended by the producer, which sends again, in order,
   * what was not confirmed; it rejects when the send timeout has passed or the broker refused the message.
   */
  send(message: OutgoingMessage): Promise<string>
  /** Waits for everything sent. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** Where a reader starts: a message id as printed, a time (epoch milliseconds), or an end. The named message is excluded. */
export type ReadPosition = 'earliest' | 'latest' | { readonly messageId: string } | { readonly time: number }

export interface ReadOptions {
  readonly topic: string
  readonly from: ReadPosition
  readonly receiverQueueSize?: number
}

export interface Reader {
  /** As `Consumer.pull`. */
  pull(max: number): Promise<readonly Delivery[]>
  close(): Promise<void>
}

/** Failure codes after which trying the same thing again can help; every other code is final. */
export const transientCodes = ['SLUICE-BROKER-AWAY', 'SLUICE-BROKER-BUSY', 'SLUICE-SEND-TIMEOUT'] as const

export function isTransient(failure: Failure): boolean {
  return (transientCodes as readonly string[]).includes(failure.code)
}
