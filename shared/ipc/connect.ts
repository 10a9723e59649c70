import type { Client, Contract, StreamListener, StreamSchema, Transport } from './contract.ts'
import { type Failure, FailureError, fail, toFailure } from './failure.ts'
import type { ServerFrame } from './frame.ts'
import { describeIssues } from './issues.ts'
import { lanesOf } from './lanes.ts'

interface OpenCall {
  readonly name: string
  resolve(result: unknown): void
  reject(error: FailureError): void
}

interface OpenStream {
  readonly name: string
  readonly schema: StreamSchema
  readonly listener: StreamListener<unknown>
}

/**
 * The calling side of a contract. The transport stays its opener's to close: `Client.close` ends only this contract's
 * calls and streams, so that several clients can share it. Results and events are parsed here; one that does not fit is
 * a `SLUICE-BAD-ANSWER`. When the transport closes, every open call rejects with `SLUICE-PEER-GONE` and every stream
 * ends with it; later calls reject at once.
 */
export function connect<const C extends Contract>(contract: C, transport: Transport): Client<C> {
  const calls = new Map<number, OpenCall>()
  const streams = new Map<number, OpenStream>()
  let nextId = 1
  let ended: string | null = null

  const lane = lanesOf(transport).connect(contract.name, {
    frame: receive,
    gone: (reason) => end(reason, gone(reason)),
  })

  function receive(frame: ServerFrame): void {
    if (frame.type === 'ok') settleCall(frame.id, (call) => acceptResult(call, frame.result))
    else if (frame.type === 'failed') settleCall(frame.id, (call) => call.reject(new FailureError(frame.failure)))
    else if (frame.type === 'event') acceptEvent(frame.id, frame.event)
    else endStream(frame.id, frame.failure)
  }

  function settleCall(id: number, settle: (call: OpenCall) => void): void {
    const call = calls.get(id)
    calls.delete(id)
    if (call !== undefined) settle(call)
  }

  function acceptResult(call: OpenCall, result: unknown): void {
    const parsed = contract.calls[call.name]!.result.safeParse(result)
    if (parsed.success) call.resolve(parsed.data)
    else call.reject(badAnswer(`The answer to ${contract.name}.${call.name}`, parsed.error))
  }

  function acceptEvent(id: number, event: unknown): void {
    const stream = streams.get(id)
    if (stream === undefined) return
    const parsed = stream.schema.event.safeParse(event)
    if (parsed.success) {
      stream.listener.event(parsed.data)
    } else {
      lane.send({ type: 'close', contract: contract.name, id })
      endStream(id, badAnswer(`An event of ${contract.name}.${stream.name}`, parsed.error).failure)
    }
  }

  function endStream(id: number, failure?: Failure): void {
    const stream = streams.get(id)
    streams.delete(id)
    stream?.listener.end?.(failure)
  }

  function end(reason: string, streamFailure?: Failure): void {
    if (ended !== null) return
    ended = reason
    const left = [...calls.values()]
    calls.clear()
    for (const call of left) call.reject(new FailureError(gone(reason)))
    for (const id of [...streams.keys()]) endStream(id, streamFailure)
  }

  function whyClosed(): string | null {
    return ended ?? lane.closedBecause()
  }

  return {
    call: (name, params) =>
      new Promise((resolve, reject) => {
        const closed = whyClosed()
        if (closed !== null) return reject(new FailureError(gone(closed)))
        const id = nextId++
        calls.set(id, { name, resolve: resolve as (result: unknown) => void, reject })
        try {
          lane.send({ type: 'call', contract: contract.name, id, name, params })
        } catch (error) {
          calls.delete(id)
          reject(unsendable(`The parameters of ${contract.name}.${name}`, error))
        }
      }),

    open: (name, params, listener) => {
      const id = nextId++
      const schema = contract.streams[name]!
      streams.set(id, { name, schema, listener: listener as StreamListener<unknown> })
      const endSoon = (failure: Failure) => void Promise.resolve().then(() => endStream(id, failure))
      const closed = whyClosed()
      if (closed !== null) endSoon(gone(closed))
      else {
        try {
          lane.send({ type: 'open', contract: contract.name, id, name, params })
        } catch (error) {
          endSoon(unsendable(`The parameters of ${contract.name}.${name}`, error).failure)
        }
      }
      return {
        close: () => {
          if (!streams.has(id)) return
          lane.send({ type: 'close', contract: contract.name, id })
          endStream(id)
        },
      }
    },

    close: () => {
      for (const id of streams.keys()) lane.send({ type: 'close', contract: contract.name, id })
      end('this side closed it')
      lane.leave()
    },
  }
}

function gone(reason: string): Failure {
  return { code: 'SLUICE-PEER-GONE', message: `The connection ended before this was answered: ${reason}.` }
}

function badAnswer(what: string, error: Parameters<typeof describeIssues>[0]): FailureError {
  return fail('SLUICE-BAD-ANSWER', `${what} does not have the promised form: ${describeIssues(error)}.`)
}

function unsendable(what: string, error: unknown): FailureError {
  return fail('SLUICE-BAD-PARAMS', `${what} cannot be sent: ${toFailure(error).message}.`)
}
