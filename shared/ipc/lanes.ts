import type { Transport } from './contract.ts'
import { type ClientFrame, type Frame, frameSchema, isClientFrame, type ServerFrame } from './frame.ts'

/** One contract's use of a transport, as its serving or as its calling side. */
export interface Lane<Incoming> {
  /** One frame of this contract. Must not throw. */
  frame(frame: Incoming): void
  /** No more frames will come. Called once. */
  gone(reason: string): void
}

/** The way out of a lane. */
export interface LaneExit<Outgoing> {
  /** Throws when the frame cannot be written as JSON; does nothing once the transport is closed. */
  send(frame: Outgoing): void
  /** True when so much waits to be sent that a stream should end rather than wait. */
  congested(): boolean
  /** Why the transport is closed; null while it is open. */
  closedBecause(): string | null
  /** Gives the lane back; the transport stays open for others. */
  leave(): void
}

/** Several contracts over one transport, in both directions, told apart by contract name. */
interface Lanes {
  serve(contract: string, lane: Lane<ClientFrame>): LaneExit<ServerFrame>
  connect(contract: string, lane: Lane<ServerFrame>): LaneExit<ClientFrame>
}

const lanesByTransport = new WeakMap<Transport, Lanes>()

/**
 * The lanes of a transport; the first caller makes them, and from then on they own its listeners. A peer whose frame
 * cannot be understood is cut off, so that nobody waits for an answer that cannot come.
 */
export function lanesOf(transport: Transport): Lanes {
  const known = lanesByTransport.get(transport)
  if (known !== undefined) return known
  const made = createLanes(transport)
  lanesByTransport.set(transport, made)
  return made
}

function createLanes(transport: Transport): Lanes {
  const serving = new Map<string, Lane<ClientFrame>>()
  const calling = new Map<string, Lane<ServerFrame>>()
  let closed: string | null = null

  transport.onClose((reason) => {
    closed = reason
    const lanes = [...serving.values(), ...calling.values()]
    serving.clear()
    calling.clear()
    for (const lane of lanes) lane.gone(reason)
  })

  transport.onFrame((incoming) => {
    const parsed = frameSchema.safeParse(incoming)
    if (!parsed.success) return transport.close()
    const frame = parsed.data
    if (!isClientFrame(frame)) return calling.get(frame.contract)?.frame(frame)
    const lane = serving.get(frame.contract)
    if (lane !== undefined) return lane.frame(frame)
    if (frame.type !== 'close') transport.send(unknownContract(frame))
  })

  function enter<Incoming>(lanes: Map<string, Lane<Incoming>>, contract: string, lane: Lane<Incoming>) {
    if (lanes.has(contract)) throw new Error(`The contract "${contract}" already has this lane of the transport.`)
    if (closed === null) lanes.set(contract, lane)
    return {
      send: (frame: Frame) => {
        if (closed === null) transport.send(frame)
      },
      congested: () => transport.congested?.() ?? false,
      closedBecause: () => closed,
      leave: () => {
        if (lanes.get(contract) === lane) lanes.delete(contract)
      },
    }
  }

  return {
    serve: (contract, lane) => enter(serving, contract, lane),
    connect: (contract, lane) => enter(calling, contract, lane),
  }
}

function unknownContract(frame: Exclude<ClientFrame, { type: 'close' }>): ServerFrame {
  const { contract, id } = frame
  const failure = { code: 'SLUICE-UNKNOWN-CALL', message: `Nothing serves the contract "${contract}" here.` }
  return { type: frame.type === 'call' ? 'failed' : 'end', contract, id, failure }
}
