import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { type WebSocket, WebSocketServer } from 'ws'
import { type MessagePortLike, messagePortTransport, nodeChannelTransport } from './process-port.ts'
import { transportContract } from './testing/transport-contract.ts'
import { type WebSocketLike, webSocketTransport } from './web-socket-transport.ts'

const passOn = new URL('./testing/pass-on.ts', import.meta.url)

/** The list looks into its serving side, so that side lives here; a real child with both ends of a channel stands between. */
transportContract('process port', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  await once(server, 'listening')
  const child = fork(passOn, [`ws://127.0.0.1:${(server.address() as AddressInfo).port}`], { execArgv: [] })
  const exited = once(child, 'exit')
  const [socket] = (await once(server, 'connection')) as [WebSocket]
  return {
    caller: nodeChannelTransport(child),
    server: webSocketTransport(socket as WebSocketLike),
    breakOff: () => child.kill('SIGKILL'),
    close: async () => {
      await exited
      await new Promise((resolve) => server.close(resolve))
    },
  }
})

transportContract('message port', () => {
  const { port1, port2 } = new MessageChannel()
  const caller = messagePortTransport(port1 as MessagePortLike)
  const server = messagePortTransport(port2 as MessagePortLike)
  return { caller, server, breakOff: () => port2.close(), close: () => {} }
})
