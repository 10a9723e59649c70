import { fail } from '../../shared/ipc/failure.ts'
import type { HttpAnswer, HttpPort, HttpRequest } from '../engine/ports.ts'

/** Redirects followed, at most. */
const maxRedirects = 5

/** Lookups by the runtime's own `fetch`. */
export const http: HttpPort = {
  async get(request) {
    const signal = AbortSignal.timeout(request.timeoutMs)
    try {
      return await ask(request, addressOf(request.url), signal, maxRedirects)
    } catch (thrown) {
      throw explain(request, thrown)
    }
  },
}

async function ask(request: HttpRequest, url: URL, signal: AbortSignal, redirects: number): Promise<HttpAnswer> {
  const response = await fetch(url, { headers: request.headers, signal, redirect: 'manual' })
  const next = response.headers.get('location')
  if (response.status >= 300 && response.status < 400 && next !== null && redirects > 0) {
    await response.body?.cancel()
    const target = addressOf(next, url)
    if (target.host === url.host) return ask(request, target, signal, redirects - 1)
    throw new Error(`it redirects to another host, ${target.host}, which is not followed`)
  }
  const body = await readBody(response, request.maxBytes)
  return { status: response.status, headers: Object.fromEntries(response.headers), body }
}

function addressOf(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) throw new Error('it is no http or https address')
  return url
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > maxBytes) throw new Error(`the answer is larger than ${maxBytes} bytes`)
    parts.push(part)
  }
  return new Uint8Array(Buffer.concat(parts))
}

/** Neither headers nor the query of the address are quoted: they may hold secrets. */
function explain({ url, timeoutMs }: HttpRequest, thrown: unknown) {
  const shown = URL.parse(url)
  const address = shown === null ? 'the address' : `${shown.origin}${shown.pathname}`
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const cause = error.cause instanceof Error ? error.cause.message : error.message
  const reason = error.name === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : cause
  return fail('SLUICE-HTTP-FAILED', `The lookup at ${address} failed: ${reason}.`)
}
