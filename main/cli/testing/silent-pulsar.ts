import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'

/** A Pulsar that takes every message and confirms none. */
export interface SilentPulsar extends AsyncDisposable {
  /** A connection to it, as it stands in a document. */
  readonly connection: object
  /** Resolves when it has been sent a message. */
  readonly taken: Promise<void>
}

export async function startSilentPulsar(): Promise<SilentPulsar> {
  const taken = Promise.withResolvers<void>()
  const server = createServer((_request, response) => response.end('{"partitions":0}'))
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (socket) => socket.on('message', () => taken.resolve()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    connection: { type: 'pulsar', serviceUrl: 'pulsar://127.0.0.1:1', webServiceUrl: `http://127.0.0.1:${port}` },
    taken: taken.promise,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
