import type { Message, MessageParts } from '../message.ts'
import type { ConfigOf, OperatorPorts, OutputOf } from './define.ts'

/**
 * As `Emit`. To `errors` goes a message whose `failure` is set: the input, or one of an earlier input that was kept in state and now
 * cannot be worked on (`ports.create` with the parts that were kept). The engine adds node, time and attempt.
 */
export type KeyedEmit<S> = (port: OutputOf<S> | 'errors', message: Message) => void | Promise<void>

/**
 * Stateful operators. The engine keeps one state per key and hands it in; the operator never keeps any itself. That is why
 * saving, restoring and moving state needs no code here: between two calls, everything an operator knows stands in the states.
 *
 * A state is plain data, all the way down: null, booleans, numbers, bigints, text, Uint8Array, arrays and plain objects. No
 * Message (its origin belongs to one delivery: keep `partsOf(message)`), no Map, no Date, no class. It may be changed in place; what a call
 * returns is the key's state from then on, and `undefined` forgets the key.
 */
export interface KeyedInstance<S, State> {
  /** Default: the message's key; a message without one goes to `errors` as SLUICE-KEY-MISSING. May throw as `onMessage` does. */
  keyOf?(message: Message): string
  /**
   * Called for each message, one at a time. `port` is the input it came by. Emitting the input itself (spread, so that it keeps
   * its origin) sends it on, any number of times; what is made by `ports.create` is a new message of the state's own. When the
   * input was not emitted it ends as absorbed, or as dropped when the spec's cardinality is `optional`.
   * Throwing leaves the state as it was before only if it was not changed in place: check first, change then.
   */
  onMessage(
    key: string,
    state: State | undefined,
    message: Message,
    emit: KeyedEmit<S>,
    port: string,
  ): State | undefined
  /** When this key wants `onTimer`, epoch milliseconds; null for never. Asked after every call that returned a state, and after a restore. */
  wakeAt?(state: State): number | null
  /** The clock has reached `wakeAt`. Must move `wakeAt` on, or forget the key. */
  onTimer?(key: string, state: State, now: number, emit: KeyedEmit<S>): State | undefined
  /** Every source before this node is exhausted for good: emit what is still waiting. Not called when a run is drained or stopped. */
  onEnd?(key: string, state: State, emit: KeyedEmit<S>): State | undefined
  /** Keys kept, at most: the one used least recently is forgotten first. Absent for no bound. */
  readonly maxKeys?: number
  /** As `TransformInstance.report`. */
  report?(): Readonly<Record<string, unknown>>
  close?(): void
}

export interface KeyedPorts extends OperatorPorts {
  /** A new message that stems from state, not from one input. Emit it once. */
  create(value: unknown, rest?: Partial<Omit<MessageParts, 'value'>>): Message
}

export type KeyedRun<S> = (config: ConfigOf<S>, ports: KeyedPorts) => KeyedInstance<S, never>

/** Hides the state's type from the engine, which only carries it about. */
export function keyed<S, State>(instance: KeyedInstance<S, State>): KeyedInstance<S, never> {
  return instance as unknown as KeyedInstance<S, never>
}
