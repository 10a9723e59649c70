import type { Transport } from './contract.ts'
import type { Failure } from './failure.ts'
import type { ClientFrame, ServerFrame } from './frame.ts'
import { type LaneExit, lanesOf } from './lanes.ts'
import { maxOpenPerPeer, slowConsumer } from './serve.ts'

type AskFrame = Exclude<ClientFrame, { type: 'close' }>

interface Caller {
  readonly exit: LaneExit<ServerFrame>
  /** The caller's own id → the relay's. */
  readonly ids: Map<number, number>
}

interface OpenAsk {
  readonly caller: Caller
  readonly frame: AskFrame
}

/** Passes one contract on between many callers and one service, which may go away and be replaced by another. */
export interface Relay {
  /** Lets the calls and streams of this transport through. When it closes, its streams are closed at the service. */
  attach(caller: Transport): void
  /** The service from now on. What was asked while there was none is sent to it. */
  connect(service: Transport): void
  /** No service will come: what waits, and what is asked later, fails with this. Null, or `connect`, ends that. */
  refuse(failure: Failure | null): void
}

/**
 * Frames cross unread and unchanged but for their ids, which are renumbered so that callers cannot collide. Calls made
 * while there is no service wait for `connect` or `refuse`. When the service's transport closes, everything it had
 * open fails with `lost`, at once.
 */
export function createRelay(contract: string, lost: Failure): Relay {
  const asks = new Map<number, OpenAsk>()
  const waiting = new Set<number>()
  let service: LaneExit<ClientFrame> | null = null
  let refusal: Failure | null = null
  let nextId = 1

  function ask(caller: Caller, frame: AskFrame): void {
    const reason = refusal ?? (caller.ids.size >= maxOpenPerPeer || caller.ids.has(frame.id) ? tooMany : null)
    if (reason !== null) {
      caller.exit.send(refused(frame, reason))
      return
    }
    const id = nextId++
    caller.ids.set(frame.id, id)
    asks.set(id, { caller, frame })
    if (service === null) waiting.add(id)
    else service.send({ ...frame, id })
  }

  /** Forgets an ask; returns it when it was still open. */
  function settle(id: number): OpenAsk | undefined {
    const ask = asks.get(id)
    asks.delete(id)
    waiting.delete(id)
    ask?.caller.ids.delete(ask.frame.id)
    return ask
  }

  function abandon(id: number): void {
    const wasWaiting = waiting.has(id)
    const ask = settle(id)
    if (ask?.frame.type === 'open' && !wasWaiting) service?.send({ type: 'close', contract, id })
  }

  function answer(frame: ServerFrame): void {
    const ask = asks.get(frame.id)
    if (ask === undefined) return
    if (frame.type === 'event' && ask.caller.exit.congested()) {
      abandon(frame.id)
      ask.caller.exit.send(refused(ask.frame, slowConsumer))
      return
    }
    if (frame.type !== 'event') settle(frame.id)
    ask.caller.exit.send({ ...frame, id: ask.frame.id })
  }

  function failAll(failure: Failure): void {
    for (const id of [...asks.keys()]) {
      const ask = settle(id)
      if (ask !== undefined) ask.caller.exit.send(refused(ask.frame, failure))
    }
  }

  return {
    attach: (transport) => {
      const caller: Caller = {
        ids: new Map(),
        exit: lanesOf(transport).serve(contract, {
          frame: (frame) => {
            if (frame.type !== 'close') return ask(caller, frame)
            const id = caller.ids.get(frame.id)
            if (id !== undefined) abandon(id)
          },
          gone: () => {
            for (const id of [...caller.ids.values()]) abandon(id)
          },
        }),
      }
    },

    connect: (transport) => {
      service?.leave()
      if (service !== null) failAll(lost)
      refusal = null
      const connected = lanesOf(transport).connect(contract, {
        frame: answer,
        gone: () => {
          if (service !== connected) return
          service = null
          failAll(lost)
        },
      })
      service = connected
      for (const id of waiting) connected.send({ ...asks.get(id)!.frame, id })
      waiting.clear()
    },

    refuse: (failure) => {
      refusal = failure
      if (failure !== null) failAll(failure)
    },
  }
}

function refused(frame: AskFrame, failure: Failure): ServerFrame {
  return { type: frame.type === 'call' ? 'failed' : 'end', contract: frame.contract, id: frame.id, failure }
}

const tooMany: Failure = {
  code: 'SLUICE-TOO-MANY-OPEN',
  message: `More than ${maxOpenPerPeer} calls and streams are open at once. Close some and try again.`,
}
