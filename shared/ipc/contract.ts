import type * as z from 'zod'

/** A call: what goes over, what comes back. Both are parsed: params where they arrive, results where they are used. */
export interface CallSchema {
  readonly params: z.ZodType
  readonly result: z.ZodType
}

/** A stream of events, opened with params and ended by either side. */
export interface StreamSchema {
  readonly params: z.ZodType
  readonly event: z.ZodType
}

/** One side's promise to another across a border. Plain data, so that both sides can share it without sharing code. */
export interface Contract {
  readonly name: string
  readonly calls: Readonly<Record<string, CallSchema>>
  readonly streams: Readonly<Record<string, StreamSchema>>
}

/** Keeps the literal types of a contract. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract
}

type ParamsOf<S extends CallSchema | StreamSchema> = z.input<S['params']>
type ParsedParamsOf<S extends CallSchema | StreamSchema> = z.output<S['params']>

/** What the calling side sees: a promise per call, and a subscription per stream. */
export interface Client<C extends Contract> {
  /** Rejects with a FailureError: the other side's, or `SLUICE-PEER-GONE` when it ended before answering. */
  call<Name extends keyof C['calls'] & string>(
    name: Name,
    params: ParamsOf<C['calls'][Name]>,
  ): Promise<z.output<C['calls'][Name]['result']>>
  /** Opens a stream. `onEnd` is called once: without a failure when the other side finished or `close` was called. */
  open<Name extends keyof C['streams'] & string>(
    name: Name,
    params: ParamsOf<C['streams'][Name]>,
    on: StreamListener<z.output<C['streams'][Name]['event']>>,
  ): Subscription
  /** Ends this contract's use of the transport: open calls reject, streams end. The transport itself stays open. */
  close(): void
}

export interface StreamListener<Event> {
  event(event: Event): void
  end?(failure?: import('./failure.ts').Failure): void
}

export interface Subscription {
  close(): void
}

/** What the serving side implements. A missing handler does not compile. */
export interface Handlers<C extends Contract> {
  readonly calls: {
    readonly [Name in keyof C['calls']]: (
      params: ParsedParamsOf<C['calls'][Name]>,
    ) => Promise<z.input<C['calls'][Name]['result']>> | z.input<C['calls'][Name]['result']>
  }
  /** Called when a stream is opened; returns what to do when it has ended, by whichever side. Called once. */
  readonly streams: {
    readonly [Name in keyof C['streams']]: (
      params: ParsedParamsOf<C['streams'][Name]>,
      sink: StreamSink<z.input<C['streams'][Name]['event']>>,
    ) => (() => void) | Promise<() => void>
  }
}

export interface StreamSink<Event> {
  event(event: Event): void
  end(failure?: import('./failure.ts').Failure): void
}

/** Moves frames, which are plain JSON values, between two sides. Frames arrive in order, or the transport closes. */
export interface Transport {
  send(frame: unknown): void
  /** One listener; set before the first frame can arrive. */
  onFrame(listener: (frame: unknown) => void): void
  /** Called once, when no more frames will come. */
  onClose(listener: (reason: string) => void): void
  close(): void
  /** True when so much waits to be sent that streams should end rather than wait. Absent where nothing can pile up. */
  congested?(): boolean
}
