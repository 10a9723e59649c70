import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import type { FailureError } from '../../../shared/ipc/failure.ts'
import { type Attempt, brokerAway, brokerRefused, connectionBroken, connectionEnded } from '../failures.ts'
import { hideCredentials } from '../security/hide.ts'
import { type TlsFiles, tlsOptions } from '../security/tls-files.ts'
import { refusalText } from './refusal-text.ts'
import type { Timings } from './timings.ts'

export interface ConnectionEvents {
  opened(): void
  /** One text frame of the other side. */
  frame(text: string): void
  /** Once, for every connection that was not closed from here: it was refused, never opened, or broke. */
  ended(failure: FailureError, closeCode: number): void
}

/** How one connection is made. */
export interface ConnectionOptions {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** For `wss://`. */
  readonly tls: TlsFiles | null
  readonly attempt: Attempt
  readonly timings: Timings
}

const refusalPageLimit = 64 * 1024

/** One WebSocket connection, from the attempt to its end. It is never opened again; `ReconnectingSocket` makes a new one. */
export class Connection {
  readonly #attempt: Attempt
  readonly #headers: ConnectionOptions['headers']
  readonly #timings: Timings
  readonly #events: ConnectionEvents
  readonly #socket: WebSocket
  #network: Socket | null = null
  #corked = false
  #heard = true
  #over = false

  constructor({ url, headers, tls, attempt, timings }: ConnectionOptions, events: ConnectionEvents) {
    this.#attempt = attempt
    this.#headers = headers
    this.#timings = timings
    this.#events = events
    this.#socket = new WebSocket(url, {
      ...tlsOptions(tls),
      headers,
      // Compression on a socket costs 3 to 5 times the throughput (measured against 4.0.8).
      perMessageDeflate: false,
      skipUTF8Validation: true,
      handshakeTimeout: timings.answer,
      finishRequest: (request) => {
        limitNetworkConnect(request, timings.networkConnect)
        request.end()
      },
    })
    this.#listen(this.#socket)
  }

  send(text: string): void {
    this.#cork()
    this.#socket.send(text)
  }

  /** Bytes handed over and not yet on the network. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount
  }

  ping(): void {
    this.#socket.ping()
  }

  /** True when anything came from the other side since the last call. */
  wasHeard(): boolean {
    const heard = this.#heard
    this.#heard = false
    return heard
  }

  /** Ends at once; `ended` follows. */
  abandon(reason: string): void {
    this.#end(brokerAway(this.#attempt, reason))
  }

  /** Says farewell after what was sent, and waits for the answer as long as is decent. No event follows. */
  close(): Promise<void> {
    this.#over = true
    return farewell(this.#socket, this.#timings.farewell)
  }

  #listen(socket: WebSocket): void {
    socket.on('upgrade', (response) => {
      this.#network = response.socket
    })
    socket.on('open', () => !this.#over && this.#events.opened())
    socket.on('pong', () => {
      this.#heard = true
    })
    socket.on('message', (data) => {
      this.#heard = true
      if (!this.#over) this.#events.frame(data.toString())
    })
    socket.on('unexpected-response', (request, response) => this.#refused(request, response))
    socket.on('error', (error) => this.#end(connectionBroken(this.#attempt, error)))
    socket.on('close', (code, reason) => {
      this.#end(connectionEnded(this.#attempt, code, hideCredentials(reason.toString(), this.#headers)), code)
    })
  }

  #refused(request: ClientRequest, response: IncomingMessage): void {
    readPage(response, (page) => {
      const reason = refusalText(hideCredentials(page, this.#headers))
      this.#end(brokerRefused(this.#attempt, response.statusCode ?? 0, reason))
      request.destroy()
    })
  }

  #end(failure: FailureError, closeCode = 0): void {
    if (this.#over) return
    this.#over = true
    this.#socket.terminate()
    this.#events.ended(failure, closeCode)
  }

  /** What one turn of the event loop sends goes out in one write. */
  #cork(): void {
    const network = this.#network
    if (this.#corked || !network) return
    this.#corked = true
    network.cork()
    process.nextTick(() => {
      this.#corked = false
      network.uncork()
    })
  }
}

function limitNetworkConnect(request: ClientRequest, limit: number): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) return
    const timer = setTimeout(() => request.destroy(new Error(`no connection within ${limit} ms`)), limit)
    socket.once('connect', () => clearTimeout(timer))
    socket.once('close', () => clearTimeout(timer))
  })
}

function readPage(response: IncomingMessage, done: (page: string) => void): void {
  let page = ''
  response.setEncoding('utf8')
  response.on('data', (chunk: string) => {
    if (page.length < refusalPageLimit) page += chunk
  })
  response.once('close', () => done(page))
}

function farewell(socket: WebSocket, limit: number): Promise<void> {
  if (socket.readyState === WebSocket.CLOSED) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), limit)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.close()
  })
}
