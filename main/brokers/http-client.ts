import { type ClientRequest, type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http'
import { Agent as SecureAgent, request as secureRequest } from 'node:https'
import type { ConnectionOptions } from 'node:tls'

export interface HttpCall {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
  readonly signal: AbortSignal
  /** Redirects followed, at most. The call is repeated there as it is, headers and body too; never from `https` to `http`. */
  readonly redirects: number
}

export interface HttpReply {
  readonly status: number
  readonly text: string
}

/** HTTP with certificates of our choice, which `fetch` does not offer. Connections are kept for the next call. */
export interface HttpClient {
  /** Rejects with what the network or TLS threw, its `code` on it. Any status is an answer. */
  ask(url: string, call: HttpCall): Promise<HttpReply>
  /** Ends connections that are kept. */
  close(): void
}

/** Shorter than servers keep an idle connection. */
const idleMs = 5_000

export function openHttpClient(tls: ConnectionOptions): HttpClient {
  const plain = new PlainAgent({ keepAlive: true, timeout: idleMs })
  const secure = new SecureAgent({ ...tls, keepAlive: true, timeout: idleMs })

  async function ask(url: string, call: HttpCall): Promise<HttpReply> {
    const response = await send(url, call)
    const text = await readText(response)
    const { statusCode: status = 0, headers } = response
    const next = isRedirect(status) ? headers.location : undefined
    if (next === undefined || call.redirects === 0) return { status, text }
    return ask(target(next, url), { ...call, redirects: call.redirects - 1 })
  }

  function send(url: string, call: HttpCall): Promise<IncomingMessage> {
    const { method, signal, body } = call
    const headers =
      body === null ? call.headers : { ...call.headers, 'content-length': String(Buffer.byteLength(body)) }
    const options = { method, headers, signal }
    const request = url.startsWith('https:')
      ? secureRequest(url, { ...options, agent: secure })
      : plainRequest(url, { ...options, agent: plain })
    request.end(body ?? undefined)
    return answerOf(request).catch((error: NodeJS.ErrnoException) => {
      if (wasKeptTooLong(request, error)) return send(url, call)
      throw error
    })
  }

  return {
    ask,
    close() {
      plain.destroy()
      secure.destroy()
    },
  }
}

function answerOf(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve)
    request.on('error', reject)
  })
}

/** The server ended a kept connection just as it was used again. */
function wasKeptTooLong(request: ClientRequest, { code }: NodeJS.ErrnoException): boolean {
  return request.reusedSocket && code === 'ECONNRESET'
}

async function readText(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) text += chunk
  return text
}

function isRedirect(status: number): boolean {
  return [301, 302, 307, 308].includes(status)
}

function target(location: string, from: string): string {
  const url = new URL(location, from)
  if (url.protocol === 'https:' || url.protocol === new URL(from).protocol) return url.href
  throw new Error(`it redirects to ${url.origin}, which is not encrypted`)
}
