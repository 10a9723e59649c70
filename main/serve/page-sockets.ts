import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Transport } from '../../shared/ipc/contract.ts'
import { type WebSocketLike, webSocketTransport } from '../../shared/ipc/web-socket-transport.ts'
import type { Access } from './access.ts'

/** Where the page connects to. */
export const socketPath = '/socket'

export const socketLimits = { frameBytes: 16 * 1024 * 1024, clients: 32, heartbeatMs: 30_000 } as const

/** The WebSocket ends of all open pages. */
export interface PageSockets {
  /** For the server's `upgrade` event; refuses with a plain HTTP answer whoever may not connect. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  close(): void
}

/** `attach` is called with the transport of each page that connects. */
export function createPageSockets(access: () => Access, attach: (page: Transport) => void): PageSockets {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: socketLimits.frameBytes })
  const answered = new WeakSet<WebSocket>()

  /** Pages that do not answer a ping until the next one are gone without a goodbye. */
  const heartbeat = setInterval(() => {
    for (const socket of server.clients) {
      if (!answered.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, socketLimits.heartbeatMs)

  function accept(socket: WebSocket): void {
    answered.add(socket)
    socket.on('pong', () => answered.add(socket))
    attach(webSocketTransport(socket as WebSocketLike))
  }

  function refusalOf(request: IncomingMessage): string | null {
    const url = new URL(request.url ?? '/', 'http://loopback')
    if (url.pathname !== socketPath) return '404 Not Found'
    if (!access().isFromHere(request.headers)) return '403 Forbidden'
    const isAdmitted = access().isAdmitted(request.headers) || access().isToken(url.searchParams.get('token'))
    if (!isAdmitted) return '401 Unauthorized'
    return server.clients.size < socketLimits.clients ? null : '503 Service Unavailable'
  }

  return {
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy())
      const refusal = refusalOf(request)
      if (refusal === null) server.handleUpgrade(request, socket, head, accept)
      else socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    },
    close: () => {
      clearInterval(heartbeat)
      for (const socket of server.clients) socket.close(1001, 'the server stopped')
      server.close()
      setTimeout(() => {
        for (const socket of server.clients) socket.terminate()
      }, 500).unref()
    },
  }
}
