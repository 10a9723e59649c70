import type { Contract, Handlers, StreamSink, Transport } from './contract.ts'
import { type Failure, fail, toFailure } from './failure.ts'
import type { ClientFrame } from './frame.ts'
import { describeIssues } from './issues.ts'
import { lanesOf } from './lanes.ts'

/** Calls and streams one peer may have open at a time. */
export const maxOpenPerPeer = 1000

type CallFrame = Extract<ClientFrame, { type: 'call' }>
type OpenFrame = Extract<ClientFrame, { type: 'open' }>
type AnyCall = (params: unknown) => unknown
type AnyStream = (params: unknown, sink: StreamSink<unknown>) => (() => void) | Promise<() => void>

/**
 * The serving side of a contract. Params are parsed before a handler sees them. What a handler throws goes back as a
 * Failure. The function a stream handler returns is called exactly once: when the peer closes the stream, when the
 * handler ends it, when the peer is gone, or on `close`. A peer that reads too slowly loses its streams
 * (`SLUICE-SLOW-CONSUMER`) rather than fill our memory.
 */
export function serve<const C extends Contract>(
  contract: C,
  handlers: Handlers<C>,
  transport: Transport,
): { close(): void } {
  const calls = new Set<number>()
  const streams = new Map<number, ServedStream>()
  const lane = lanesOf(transport).serve(contract.name, { frame: receive, gone: closeAll })

  function receive(frame: ClientFrame): void {
    if (frame.type === 'call') void answer(frame)
    else if (frame.type === 'open') void open(frame)
    else streams.get(frame.id)?.close()
  }

  async function answer(frame: CallFrame): Promise<void> {
    const { id } = frame
    const respond = (outcome: { type: 'ok'; result: unknown } | { type: 'failed'; failure: Failure }) =>
      lane.send({ ...outcome, contract: contract.name, id })
    try {
      const handler = pick<AnyCall>(handlers.calls, frame)
      const params = parse(contract.calls[frame.name]!.params, frame)
      admit(frame)
      calls.add(id)
      const result = await callThrough(handler, params).finally(() => calls.delete(id))
      respond({ type: 'ok', result })
    } catch (error) {
      respond({ type: 'failed', failure: nameUnexpected(frame, error) })
    }
  }

  async function open(frame: OpenFrame): Promise<void> {
    const { id } = frame
    const end = (failure?: Failure) => lane.send({ type: 'end', contract: contract.name, id, failure })
    let stream: ServedStream | null = null
    try {
      const handler = pick<AnyStream>(handlers.streams, frame)
      const params = parse(contract.streams[frame.name]!.params, frame)
      admit(frame)
      stream = createServedStream({
        send: (event) => lane.send({ type: 'event', contract: contract.name, id, event }),
        end,
        congested: lane.congested,
        forget: () => streams.delete(id),
      })
      streams.set(id, stream)
      stream.cleanUpWith(await handler(params, stream.sink))
    } catch (error) {
      const failure = nameUnexpected(frame, error)
      if (stream === null) end(failure)
      else stream.sink.end(failure)
    }
  }

  function admit(frame: CallFrame | OpenFrame): void {
    const where = `${contract.name}.${frame.name}`
    if (calls.has(frame.id) || streams.has(frame.id)) throw fail('SLUICE-BAD-PARAMS', `${where} reuses an open id.`)
    if (calls.size + streams.size < maxOpenPerPeer) return
    throw fail('SLUICE-TOO-MANY-OPEN', `${where} is refused: ${maxOpenPerPeer} calls and streams are open already.`)
  }

  function pick<Handler>(table: object, frame: CallFrame | OpenFrame): Handler {
    if (Object.hasOwn(table, frame.name)) return (table as Record<string, unknown>)[frame.name] as Handler
    throw fail(
      'SLUICE-UNKNOWN-CALL',
      `${contract.name}.${frame.name} does not exist. Both sides may differ in version.`,
    )
  }

  function parse(schema: C['calls'][string]['params'], frame: CallFrame | OpenFrame): unknown {
    const parsed = schema.safeParse(frame.params)
    if (parsed.success) return parsed.data
    const where = `${contract.name}.${frame.name}`
    throw fail('SLUICE-BAD-PARAMS', `${where} was called with wrong parameters: ${describeIssues(parsed.error)}.`)
  }

  function nameUnexpected(frame: CallFrame | OpenFrame, error: unknown): Failure {
    const failure = toFailure(error)
    if (failure.code !== 'SLUICE-INTERNAL') return failure
    return { ...failure, message: `${contract.name}.${frame.name}: ${failure.message}` }
  }

  function closeAll(): void {
    for (const stream of [...streams.values()]) stream.close()
  }

  return {
    close: () => {
      for (const stream of [...streams.values()]) stream.sink.end()
      lane.leave()
    },
  }
}

/** As a promise, whether the handler is one that waits or one that throws at once. */
async function callThrough(handler: AnyCall, params: unknown): Promise<unknown> {
  return handler(params)
}

interface ServedStream {
  readonly sink: StreamSink<unknown>
  /** What the handler wants called at the end; at once when the stream ended while the handler was still opening it. */
  cleanUpWith(cleanUp: () => void): void
  /** Ended by the other side: nothing more is sent. */
  close(): void
}

interface StreamExit {
  send(event: unknown): void
  end(failure?: Failure): void
  congested(): boolean
  forget(): void
}

function createServedStream(exit: StreamExit): ServedStream {
  let open = true
  let cleanUp: (() => void) | null = null

  function close(): void {
    if (!open) return
    open = false
    exit.forget()
    cleanUp?.()
  }

  function end(failure?: Failure): void {
    if (!open) return
    exit.end(failure)
    close()
  }

  return {
    close,
    cleanUpWith: (callback) => {
      cleanUp = callback
      if (!open) callback()
    },
    sink: {
      end,
      event: (event) => {
        if (!open) return
        if (exit.congested()) return end(slowConsumer)
        try {
          exit.send(event)
        } catch (error) {
          end({ code: 'SLUICE-INTERNAL', message: `An event cannot be sent: ${toFailure(error).message}` })
        }
      },
    },
  }
}

/** Why a stream was cut off when its reader could not keep up. */
export const slowConsumer: Failure = {
  code: 'SLUICE-SLOW-CONSUMER',
  message: 'Events came faster than they were read, so this stream was ended. Open it again to go on from now.',
}
