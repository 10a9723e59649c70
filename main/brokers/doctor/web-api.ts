import WebSocket from 'ws'
import { parseJson } from '../admin/json.ts'
import { type HttpClient, openHttpClient } from '../http-client.ts'
import { refusalText } from '../pulsar-websocket/refusal-text.ts'
import { hideCredentials } from '../security/hide.ts'
import type { Security } from '../security/security.ts'
import { tlsOptions } from '../security/tls-files.ts'

/** An answer of the web address, whatever its status. */
export interface WebAnswer {
  readonly status: number
  readonly text: string
  /** Undefined when the text is not JSON. */
  readonly json: unknown
  /** Why it was refused, as far as it says; `''` otherwise. Quotes no credentials. */
  readonly reason: string
}

/** Asks, and changes nothing. */
export interface WebApi {
  /** `path` from the base on: `/admin/v2/clusters`. Rejects with what the network threw. */
  get(path: string, signal: AbortSignal, credentials?: 'ours' | 'none'): Promise<WebAnswer>
  /** Asks for a WebSocket, and closes it at once should it open: status 101. */
  upgrade(path: string, signal: AbortSignal): Promise<WebAnswer>
  close(): void
}

export function openWebApi(webServiceUrl: string, security: Security): WebApi {
  const http: HttpClient = openHttpClient(tlsOptions(security.tls))
  return {
    async get(path, signal, credentials = 'ours') {
      const headers = credentials === 'ours' ? await security.headers() : {}
      const call = { method: 'GET', headers, body: null, signal, redirects: 5 }
      const { status, text } = await http.ask(`${webServiceUrl}${path}`, call)
      return readAnswer(status, status < 400 ? text : hideCredentials(text, headers))
    },
    async upgrade(path, signal) {
      const headers = await security.headers()
      const { status, text } = await askForSocket(
        `${webServiceUrl.replace(/^http/, 'ws')}${path}`,
        headers,
        security,
        signal,
      )
      return readAnswer(status, hideCredentials(text, headers))
    },
    close: () => http.close(),
  }
}

function askForSocket(
  url: string,
  headers: Readonly<Record<string, string>>,
  { tls }: Security,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false, ...tlsOptions(tls) })
    signal.addEventListener('abort', () => socket.terminate(), { once: true })
    socket.once('open', () => {
      socket.terminate()
      resolve({ status: 101, text: '' })
    })
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
      })
      response.once('close', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    socket.on('error', reject)
  })
}

function readAnswer(status: number, text: string): WebAnswer {
  const json = tryJson(text)
  return { status, text, json, reason: status < 400 ? '' : (reasonIn(json) ?? refusalText(text)) }
}

function tryJson(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

function reasonIn(json: unknown): string | null {
  const reason = (json as { readonly reason?: unknown } | null | undefined)?.reason
  return typeof reason === 'string' ? reason : null
}
