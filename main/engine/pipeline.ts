import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { Failure } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import type { RunState } from '../../shared/run/status.ts'
import type { EnginePorts } from './ports.ts'

/**
 * The engine's face. `startPipeline(document, ports, options)` in `kernel.ts` returns a running pipeline. The document must
 * have passed `check` and have its parameters put in; a document with errors is a defect of the caller. Everything is open
 * when the promise resolves, and the first message is pulled in a later turn, so an observer put on a wire at once sees all.
 * It rejects with a FailureError, everything closed again, when a source or sink cannot be opened.
 */
export interface StartOptions {
  readonly runId: string
  /** For tests and simulation; the default comes from `ports.random`. */
  readonly seed?: number
}

export type StartPipeline = (document: GraphDocument, ports: EnginePorts, options: StartOptions) => Promise<Pipeline>

export interface Pipeline {
  readonly state: RunState
  readonly failure: Failure | null
  /** Counters now. Cheap enough for 10 calls a second on 1,000 nodes. */
  snapshot(): RunSnapshot
  /** Epoch milliseconds of the last receipt or settlement; for `--until-idle`. */
  lastActivity(): number
  /** True when every source is exhausted (generators with a count) and nothing is in flight. */
  isExhausted(): boolean
  /** No new credit, in flight settles, producers flushed, acks sent and awaited. Gives up after the deadline: state `gave-up`. */
  drain(deadlineMs?: number): Promise<void>
  /** Ends at once: nothing more is acknowledged; in flight is counted as returned. */
  stop(): Promise<void>
  /** Resolves when the run has ended, for whatever reason; never rejects. */
  readonly ended: Promise<void>
  /**
   * Looks at a wire (`from>to`). The observer is called synchronously for every message and must be quick and must not
   * throw; with no observer a wire costs one counter. Returns the way to stop looking.
   */
  observe(edge: string, observer: (message: Message) => void): () => void
}
