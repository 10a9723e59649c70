import { createStore, type StoreApi } from 'zustand/vanilla'
import { bridgeTransport, type FrameBridge } from '../../shared/ipc/bridge-transport.ts'
import { connect } from '../../shared/ipc/channel.ts'
import type { Client, Contract, Subscription, Transport } from '../../shared/ipc/contract.ts'
import { engineContract } from '../../shared/ipc/engine-contract.ts'
import { fail } from '../../shared/ipc/failure.ts'
import { webSocketTransport } from '../../shared/ipc/web-socket-transport.ts'
import { workspaceContract } from '../../shared/ipc/workspace-contract.ts'

/** Whether calls get through: not yet, yes, or no longer and trying again. */
export type LinkState = 'connecting' | 'open' | 'lost'

/** The designer's two peers, wherever it runs. Clients stay the same objects over a reconnect. */
export interface Home {
  readonly engine: Client<typeof engineContract>
  readonly workspace: Client<typeof workspaceContract>
  readonly link: StoreApi<{ readonly state: LinkState }>
  /** Called each time the connection opens, the first time and after a loss. Streams must be opened again here. */
  onOpen(listener: () => void): void
  close(): void
}

/** Opens one connection and says when it opens and when it ends. */
export type Dial = (events: { opened(): void; ended(): void }) => Transport

/** Milliseconds before the next attempt, by the number of failed ones before it. */
const pauses = [300, 1_000, 2_000, 5_000] as const

declare global {
  interface Window {
    /** Put there by the desktop's preload script; absent in a browser. */
    readonly sluice?: FrameBridge
  }
}

/** Connects to whatever home this page has. The only place that knows which. */
export function openClient(): Home {
  return openHome(window.sluice ? dialBridge(window.sluice) : dialSocket(socketAddress(window.location)))
}

/** Keeps a connection open, trying again after a loss for as long as the page lives. */
export function openHome(dial: Dial): Home {
  const link = createStore<{ state: LinkState }>()(() => ({ state: 'connecting' }))
  const listeners = new Set<() => void>()
  let current: Peers | null = null
  let closed = false
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function attempt(): void {
    let over = false
    const transport = dial({
      opened: () => {
        if (over || closed) return
        failures = 0
        current = peersOver(transport)
        link.setState({ state: 'open' })
        for (const listener of listeners) listener()
      },
      ended: () => {
        if (over) return
        over = true
        current = null
        if (!closed) tryAgain()
      },
    })
  }

  function tryAgain(): void {
    link.setState({ state: 'lost' })
    timer = setTimeout(attempt, pauses[Math.min(failures++, pauses.length - 1)])
  }

  // A microtask later, so that whoever opens the home can listen first.
  queueMicrotask(attempt)
  return {
    link,
    engine: steadyClient(() => current?.engine),
    workspace: steadyClient(() => current?.workspace),
    onOpen: (listener) => listeners.add(listener),
    close: () => {
      closed = true
      clearTimeout(timer)
      current?.transport.close()
      current = null
    },
  }
}

interface Peers {
  readonly transport: Transport
  readonly engine: Client<typeof engineContract>
  readonly workspace: Client<typeof workspaceContract>
}

function peersOver(transport: Transport): Peers {
  return { transport, engine: connect(engineContract, transport), workspace: connect(workspaceContract, transport) }
}

/** A client that speaks through the connection there is at the moment of each call. */
function steadyClient<C extends Contract>(current: () => Client<C> | undefined): Client<C> {
  return {
    call: (name, params) => current()?.call(name, params) ?? Promise.reject(notConnected()),
    open: (name, params, on) =>
      current()?.open(name, params, on) ?? endedAtOnce(() => on.end?.(notConnected().failure)),
    close: () => current()?.close(),
  }
}

function endedAtOnce(end: () => void): Subscription {
  queueMicrotask(end)
  return { close: () => {} }
}

function notConnected() {
  return fail(
    'SLUICE-NOT-CONNECTED',
    'There is no connection to Sluice at the moment. It is being opened again; try again then.',
  )
}

function dialSocket(address: string): Dial {
  return ({ opened, ended }) => {
    const socket = new WebSocket(address)
    socket.addEventListener('open', opened)
    socket.addEventListener('close', ended)
    return webSocketTransport(socket)
  }
}

function dialBridge(bridge: FrameBridge): Dial {
  return ({ opened, ended }) => {
    bridge.onClose?.(ended)
    queueMicrotask(opened)
    return bridgeTransport(bridge)
  }
}

/** Where `sluice serve` listens for its page; the cookie that admitted the page admits the socket. */
function socketAddress(page: Location): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/socket`
}
