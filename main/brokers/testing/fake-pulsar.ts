import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'

/** The broker's end of one WebSocket, moved by a test. */
export interface FakeSocket {
  readonly path: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly isOpen: boolean
  /** Everything received so far, parsed. */
  readonly frames: readonly Frame[]
  /** Resolves with the frames from the `from`-th on, when there are `count` of them. */
  received(count: number, from?: number): Promise<Frame[]>
  send(frame: unknown): void
  sendText(text: string): void
  /** The network breaks. */
  break(): void
  close(code: number, reason?: string): void
  /** Reads nothing more and answers no ping, with the connection still open. */
  freeze(): void
}

// biome-ignore lint/suspicious/noExplicitAny: tests read whatever was sent
export type Frame = any

/** A refusal of an upgrade, or an answer of the admin API. */
export interface FakeAnswer {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A scripted Pulsar on loopback: tests hold its sockets, and say how it answers upgrades and admin calls. */
export interface FakePulsar {
  readonly webServiceUrl: string
  /** In the order they were opened; the ones that are gone too. */
  readonly sockets: readonly FakeSocket[]
  /** The `index`-th socket, as soon as it is there. */
  socket(index: number): Promise<FakeSocket>
  /** How upgrades are answered from now on, where `path` is given only those with it in their path; null opens them. */
  refuse(answer: FakeAnswer | null, path?: string): void
  /** How admin calls are answered from now on. */
  answer(
    handler: (request: {
      method: string
      path: string
      body: string
      authorization: string | undefined
    }) => FakeAnswer | Promise<FakeAnswer>,
  ): void
  /** Upgrades asked for, refused ones too. */
  readonly upgrades: number
  /** Stops listening and breaks every socket. */
  goAway(): Promise<void>
  comeBack(): Promise<void>
  close(): Promise<void>
}

/** `https` with a certificate, `http` without. */
export async function startFakePulsar(tls?: ServerOptions): Promise<FakePulsar> {
  const sockets: FakeSocket[] = []
  const webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  let refusal: FakeAnswer | null = null
  let refusedPath = ''
  let upgrades = 0
  let handler: Parameters<FakePulsar['answer']>[0] = () => ({ status: 404, body: '{"reason":"Topic not found"}' })

  function upgrade(request: IncomingMessage, network: Duplex, head: Buffer): void {
    upgrades += 1
    if (refusal && request.url?.includes(refusedPath)) network.end(httpText(refusal))
    else webSockets.handleUpgrade(request, network, head, (socket) => sockets.push(holdSocket(socket, request)))
  }

  async function adminCall(request: IncomingMessage): Promise<FakeAnswer> {
    let body = ''
    for await (const chunk of request) body += chunk
    const { method = '', url: path = '', headers } = request
    return handler({ method, path, body, authorization: headers.authorization })
  }

  let server = listening()
  function listening(): Server {
    const answer = (request: IncomingMessage, response: ServerResponse) => {
      void adminCall(request).then(({ status, body, headers }) => response.writeHead(status, headers).end(body))
    }
    const made = tls ? createSecureServer(tls, answer) : createServer(answer)
    return made.on('upgrade', upgrade)
  }

  async function goAway(): Promise<void> {
    for (const socket of webSockets.clients) socket.terminate()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  return {
    webServiceUrl: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    sockets,
    socket: (index) => until(() => sockets[index]),
    refuse: (answer, path = '') => {
      refusal = answer
      refusedPath = path
    },
    answer: (next) => {
      handler = next
    },
    get upgrades() {
      return upgrades
    },
    goAway,
    async comeBack() {
      server = listening()
      await listen(server, port)
    },
    close: goAway,
  }
}

function holdSocket(socket: WebSocket, request: IncomingMessage): FakeSocket {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://fake')
  const frames: Frame[] = []
  socket.on('message', (data) => frames.push(JSON.parse(data.toString())))
  return {
    path: pathname,
    query: searchParams,
    authorization: request.headers.authorization,
    get isOpen() {
      return socket.readyState === socket.OPEN
    },
    frames,
    received: (count, from = 0) => until(() => (frames.length >= from + count ? frames.slice(from) : undefined)),
    send: (frame) => socket.send(JSON.stringify(frame)),
    sendText: (text) => socket.send(text),
    break: () => socket.terminate(),
    close: (code, reason) => socket.close(code, reason),
    freeze: () => socket.pause(),
  }
}

function httpText({ status, body }: FakeAnswer): string {
  return `HTTP/1.1 ${status} Refused\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve()))
}

/** Looks again and again, for 3 s, until there is something. */
export async function until<T>(look: () => T | undefined): Promise<T> {
  const deadline = Date.now() + 3_000
  while (Date.now() < deadline) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error('What the test waits for did not come within 3 s.')
}
