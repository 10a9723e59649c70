import {
  createServer as createWebServer,
  type IncomingMessage,
  type ServerResponse,
  type Server as WebServer,
} from 'node:http'
import { createServer as createSecureWebServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Certificate } from '../certificates/certificates.ts'

/** What differs from a broker in good order. Answers are those of Pulsar 4.0.8. */
export interface FakeClusterOptions {
  /** Encrypts its web address. */
  readonly certificate?: Certificate
  /** The one token it takes; without, it asks nobody. */
  readonly token?: string
  /** What it tells clients to come to; default: its own binary port. */
  readonly advertised?: string
  readonly webSockets?: boolean
  /** Is Pulsar's proxy before it. */
  readonly isProxy?: boolean
  /** Admin answers by path below `/admin/v2/`, status and JSON. */
  readonly answers?: Readonly<Record<string, readonly [status: number, json: unknown]>>
  /** A web server that is none of Pulsar's. */
  readonly isOther?: boolean
}

export interface FakeCluster {
  readonly serviceUrl: string
  readonly webServiceUrl: string
  /** Every path that was asked for. */
  readonly paths: readonly string[]
  close(): Promise<void>
}

/** CONNECTED with server version "fake": two lengths, type 3, field 3. */
const connected = Buffer.from([0, 0, 0, 14, 0, 0, 0, 10, 0x08, 0x03, 0x1a, 0x06, 0x0a, 0x04, ...Buffer.from('fake')])

const usual: NonNullable<FakeClusterOptions['answers']> = {
  clusters: [200, ['fake']],
  'brokers/version': [200, '4.0.8'],
  'namespaces/public/default/retention': [200, null],
}

/** Looks like a cluster from outside: a binary port that greets, and a web address with lookups, admin calls and upgrades. */
export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const { certificate, token, webSockets = true, isOther = false, isProxy = false } = options
  const paths: string[] = []
  const sockets = new Set<Socket>()
  const binary = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('data', () => socket.write(connected))
  })
  const serviceUrl = `pulsar://127.0.0.1:${await listen(binary)}`
  const { advertised = serviceUrl } = options
  const answers: Readonly<Record<string, readonly [number, unknown]>> = { ...usual, ...options.answers }

  function answer(url: string, authorization: string | undefined): readonly [status: number, text: string] {
    paths.push(url)
    const [path = ''] = url.split('?')
    if (isOther) return [404, '<title>Page not found</title>']
    if (token !== undefined && authorization !== `Bearer ${token}`) return page(401, 'Authentication required')
    if (path.startsWith('/proxy-stats/')) return isProxy ? page(401, 'Unauthorized') : page(404, 'Not Found')
    if (path.startsWith('/lookup/v2/topic/')) return lookUp(path)
    if (path.startsWith('/ws/')) return socketAnswer(path, url)
    return adminAnswer(path.replace('/admin/v2/', ''))
  }

  function lookUp(path: string): readonly [number, string] {
    const known = answers[`lookup ${path.replace('/lookup/v2/topic/', '')}`]
    return known
      ? [known[0], JSON.stringify(known[1])]
      : [200, JSON.stringify({ brokerUrl: advertised, brokerUrlSsl: '' })]
  }

  function socketAnswer(path: string, url: string): readonly [number, string] {
    if (!webSockets) return page(404, 'Not Found')
    const known = answers[path.slice(1)]
    if (known) return page(known[0], String(known[1]))
    return page(400, `Invalid query params: ${url.split('=').at(-1)}`)
  }

  function adminAnswer(path: string): readonly [number, string] {
    const [status, json] = answers[path] ?? [404, { reason: `Topic ${path} not found` }]
    return [status, path === 'brokers/version' ? String(json) : JSON.stringify(json)]
  }

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const [status, text] = answer(request.url ?? '', request.headers.authorization)
    response.writeHead(status).end(text)
  }

  function upgrade(request: IncomingMessage, network: Duplex): void {
    const [status, text] = answer(request.url ?? '', request.headers.authorization)
    network.end(
      `HTTP/1.1 ${status} Refused\r\nContent-Length: ${Buffer.byteLength(text)}\r\nConnection: close\r\n\r\n${text}`,
    )
  }

  const web: WebServer = certificate ? createSecureWebServer(certificate, respond) : createWebServer(respond)
  web.on('upgrade', upgrade)
  const webServiceUrl = `${certificate ? 'https' : 'http'}://127.0.0.1:${await listen(web)}`
  return {
    serviceUrl,
    webServiceUrl,
    paths,
    async close() {
      for (const socket of sockets) socket.destroy()
      web.closeAllConnections()
      await Promise.all([binary, web].map((server) => new Promise((resolve) => server.close(resolve))))
    },
  }
}

function page(status: number, reason: string): readonly [number, string] {
  return [status, `<html>\n<head>\n<title>Error ${status} ${reason}</title>\n</head>\n</html>`]
}

function listen(server: Server | WebServer): Promise<number> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)))
}
