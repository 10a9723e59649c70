import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { WebSocketServer, WebSocket as WsSocket } from 'ws'
import { type TransportPair, transportContract } from './testing/transport-contract.ts'
import { type WebSocketLike, webSocketTransport } from './web-socket-transport.ts'

async function openPair(dial: (url: string) => WebSocketLike): Promise<TransportPair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  const accepted = once(server, 'connection') as Promise<[WsSocket]>
  const caller = webSocketTransport(dial(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`))
  const [socket] = await accepted
  return {
    caller,
    server: webSocketTransport(socket as WebSocketLike),
    breakOff: () => socket.terminate(),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

transportContract('WebSocket (ws)', () => openPair((url) => new WsSocket(url) as WebSocketLike))
transportContract('WebSocket (web standard)', () => openPair((url) => new WebSocket(url) as WebSocketLike))

describe('A WebSocket transport', () => {
  it.each(['not json', '{"half":', Buffer.from([1, 2, 3])])('cuts off a peer that says %j', async (nonsense) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    const socket = new WsSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const opened = once(socket, 'open')
    const [accepted] = (await once(server, 'connection')) as [WsSocket]
    await opened
    const heard = vi.fn()
    webSocketTransport(accepted as WebSocketLike).onFrame(heard)
    socket.send(nonsense)
    const [code] = await once(socket, 'close')
    expect(code).toBe(1003)
    expect(heard).not.toHaveBeenCalled()
    server.close()
  })
})
