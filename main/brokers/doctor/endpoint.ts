import { lookup } from 'node:dns/promises'
import { connect, isIP } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { type TlsFiles, tlsOptions } from '../security/tls-files.ts'

export interface Endpoint {
  /** Without brackets. */
  readonly host: string
  readonly port: number
}

export function endpointText({ host, port }: Endpoint): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Of a URL with scheme and host; `usual` is the port where none is named. */
export function endpointOf(url: string, usual: number): Endpoint {
  const { hostname, port } = new URL(url)
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) }
}

export type Reach =
  | { readonly state: 'open' }
  | { readonly state: 'unknown-host' | 'refused' | 'silent'; readonly reason: string }

/** Milliseconds after which a host that says nothing counts as silent. */
const patienceMs = 3_000

/** Name, then TCP. Always settles within some 3 s, and closes what it opened. */
export async function reach({ host, port }: Endpoint, signal: AbortSignal): Promise<Reach> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const unknown = isIP(host) === 0 ? await nameProblem(host, limit) : null
  if (unknown !== null) return unknown
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal: limit })
    socket.once('connect', () => {
      socket.destroy()
      resolve({ state: 'open' })
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const { code = error.name } = error
      resolve({ state: code === 'ECONNREFUSED' ? 'refused' : 'silent', reason: limit.aborted ? 'no answer' : code })
    })
  })
}

async function nameProblem(host: string, limit: AbortSignal): Promise<Reach | null> {
  const late = new Promise<Reach>((resolve) => {
    limit.addEventListener('abort', () => resolve({ state: 'silent', reason: 'the name service did not answer' }))
  })
  const found = lookup(host).then(
    () => null,
    ({ code = 'ENOTFOUND' }: NodeJS.ErrnoException): Reach => ({ state: 'unknown-host', reason: code }),
  )
  return Promise.race([found, late])
}

export type Handshake =
  | { readonly state: 'trusted' | 'unchecked'; readonly validTo: Date | null }
  | { readonly state: 'refused'; readonly reason: string }

/** TLS as the connection asks for it. Settles when `signal` is aborted. */
export function shakeHands(endpoint: Endpoint, tls: TlsFiles | null, signal: AbortSignal): Promise<Handshake> {
  const { host, port } = endpoint
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = connectSecurely({ host, port, ...name, ...tlsOptions(tls) }, () => {
      const { valid_to: validTo } = socket.getPeerCertificate()
      const state = socket.authorized ? 'trusted' : 'unchecked'
      socket.destroy()
      resolve({ state, validTo: validTo === undefined ? null : new Date(validTo) })
    })
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve({ state: 'refused', reason: error.code ?? error.message })
    })
    signal.addEventListener('abort', () => socket.destroy(new Error('no answer')), { once: true })
  })
}
