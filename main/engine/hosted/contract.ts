import type { Failure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ConfigOf, OperatorSpec, TransformInstance, TransformRun } from '../../../shared/operators/define.ts'
import type { KeyedPorts, KeyedRun } from '../../../shared/operators/keyed.ts'
import type { KeyedStates } from '../keyed-states.ts'
import type { Broker, FilePort, HttpPort, OutgoingMessage, ScriptHost } from '../ports.ts'

/**
 * A message as a source hands it to the engine: the engine opens its slot and writes the token into its origin.
 * One whose `failure` is set could not be read by the source; it leaves by the `errors` port.
 */
export interface SourceMessage {
  readonly message: Message
  /** Handed back to `ack` and `nack`. */
  readonly id: unknown
  /** It has come too often: it goes to `SourceInstance.deadLetter`, not into the graph. Its `failure` says why. */
  readonly isDead?: boolean
}

/** What a source or a sink may ask of the world, besides what every operator may. */
export interface HostedPorts extends KeyedPorts {
  /** The broker behind a connection of the document; opened once per run and shared by the nodes that name it. */
  broker(connection: string): Promise<Broker>
  /** Calls back once after `ms`; the returned function cancels. */
  after(ms: number, callback: () => void): () => void
  /** Writes one line where the run's console goes. */
  console(line: string): void
  /** Counts a confirmed write for the report's `topics`. */
  countTopic(topic: string): void
  readonly http: HttpPort
  readonly files: FilePort
  readonly scripts: ScriptHost
  /** One line in the run's log, with the node's name before it. */
  warn(message: string): void
  info(message: string): void
  /** Ends the run with this reason: for what no single message is to blame for. */
  fail(failure: Failure): void
}

/** One running source. The engine calls `open` once, then `pull` in a loop, never two at a time, and `close` at the end. */
export interface SourceInstance {
  /** True for a generator that only fills the input topics for trying out: counted in `snapshot.sampleData`, not in the ledger. */
  readonly sampleData?: boolean
  /**
   * True for a source that hands out again, under the same topic and message id, what was not acknowledged: over a lost connection,
   * in the next run, and when it is given back by `nack`. The engine recognises those whose effect on state is saved. Others do not come again, or under ids that
   * mean something else by then.
   */
  readonly redelivers?: boolean
  open(): Promise<void>
  /**
   * Up to `max` messages; waits until there is at least one. An empty list means "nothing now, ask again"; null means the
   * source is exhausted and will not be asked again.
   */
  pull(max: number): Promise<readonly SourceMessage[] | null>
  /** Wakes a waiting `pull`, which then returns an empty list. Called when the run drains or stops. */
  wake(): void
  /** Grouped: at most once per 100 ms or 1,000 ids. Resolves when the broker has them. */
  ack(ids: readonly unknown[]): Promise<void>
  /** The message is to come again after a while, because a step failed on it; only of sources that redeliver. */
  nack(id: unknown, reason: Failure | null): void
  /**
   * Writes a message that was handed out with `isDead` where such messages go; resolves on the receipt. `letter` has its payload and,
   * as properties, what became of it. A rejection is tried again for as long as it takes. Absent when no message is ever dead.
   */
  deadLetter?(letter: OutgoingMessage, message: Message): Promise<void>
  close(): Promise<void>
}

export type SourceRun<S> = (config: ConfigOf<S>, ports: HostedPorts) => SourceInstance

/** One running sink. */
export interface SinkInstance {
  open(): Promise<void>
  /**
   * Takes a message to its end. Returns undefined when it is done, or a promise that resolves on the broker's receipt.
   * A rejection with a transient Failure is tried again in place, in order; any other goes to the `errors` port.
   * Calls are pipelined: the engine does not wait for one receipt before the next call, up to `maxPending`.
   */
  onMessage(message: Message): void | Promise<unknown>
  /**
   * Told whenever a promise of `onMessage` has resolved (`isWritten`) or rejected, for each message it was given for, before its end
   * is entered; not after the end of the run. A sink that counts so needs no promise of its own for each message. Must not throw.
   */
  settled?(message: Message, isWritten: boolean): void
  /** Receipts outstanding, at most. */
  readonly maxPending: number
  /** Set by a sink that discards: its messages end as dropped under this reason, not as delivered. */
  readonly dropReason?: string
  /** The port what was refused leaves by; default `errors`. */
  portFor?(failure: Failure): string
  /** Messages with the same lane keep their order through retries; absent means one lane. */
  lane?(message: Message): string
  /** Messages that may wait in one lane while it is tried again; more are refused as SLUICE-LANE-FULL. Absent: they wait, and with them the pipeline. */
  readonly maxWaitingPerLane?: number
  flush(): Promise<void>
  close(): Promise<void>
}

export type SinkRun<S> = (config: ConfigOf<S>, ports: HostedPorts) => SinkInstance

/** A transform that needs the world: timers, brokers, files, the network. */
export type HostedTransformRun<S> = (config: ConfigOf<S>, ports: HostedPorts) => TransformInstance<S>

/** What became of one message of a batch. No outputs: it is dropped under the spec's reason. */
export type BatchAnswer =
  | { readonly outputs: readonly { readonly port: string; readonly message: Message }[] }
  | { readonly failure: Failure }

/** An operator whose spec says `batch`. The engine calls `onBatch` with one batch at a time. */
export interface BatchInstance {
  /** Messages of a batch, at most. */
  readonly maxBatch: number
  open(): Promise<void>
  /** As many answers as messages, in their order; outputs are made by spreading the input. A rejection ends the run. */
  onBatch(batch: readonly Message[]): Promise<readonly BatchAnswer[]>
  report?(): Readonly<Record<string, unknown>>
  close(): Promise<void>
}

export interface BatchPorts extends HostedPorts {
  /** By key, if the operator keeps any. Read before a batch, written after it. */
  readonly states: KeyedStates
}

export type BatchRun<S> = (config: ConfigOf<S>, ports: BatchPorts) => BatchInstance

/** Picks the type of an operator's behaviour by its kind, and by what its spec says of how it is called. */
export type RunFor<S> =
  S extends OperatorSpec<string, 'source'>
    ? SourceRun<S>
    : S extends OperatorSpec<string, 'sink'>
      ? SinkRun<S>
      : S extends OperatorSpec<string, 'stateful'>
        ? KeyedRun<S> | BatchRun<S>
        : TransformRun<S> | HostedTransformRun<S> | BatchRun<S>

/** A behaviour for every operator of the list; the compiler asks for what is missing. */
export type Runs<Specs extends Readonly<Record<string, OperatorSpec>>> = {
  readonly [Id in keyof Specs]: Specs[Id] extends { readonly id: Id } ? RunFor<Specs[Id]> : never
}
