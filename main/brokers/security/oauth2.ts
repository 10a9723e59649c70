import { rootCertificates } from 'node:tls'
import type { PulsarConnection } from '../../../shared/graph/schema.ts'
import { FailureError, fail } from '../../../shared/ipc/failure.ts'
import { type HttpCall, openHttpClient } from '../http-client.ts'
import { tlsRefused } from '../tls-failures.ts'
import type { Credentials } from './credentials.ts'
import { readNamedFile, unusableFile } from './read-file.ts'
import { type TlsFiles, tlsOptions } from './tls-files.ts'

export type Oauth2 = Extract<NonNullable<PulsarConnection['auth']>, { type: 'oauth2' }>

interface ClientSecrets {
  readonly id: string
  readonly secret: string
}

interface AccessToken {
  readonly header: string
  readonly since: number
  /** When another one is fetched. */
  readonly until: number
}

const answerLimitMs = 10_000
/** Of a token whose issuer does not say. */
const usualLifeMs = 5 * 60_000
/** A token that is refused when it is younger than this is refused for another reason than its age. */
const youngMs = 10_000

/**
 * OAuth 2.0 client credentials: asks the issuer for an access token, keeps it until shortly before it expires, and asks once
 * for all who need it at the same time. The issuer may be known by the connection's own authority or by the machine's.
 */
export function openOauth2(auth: Oauth2, tls: TlsFiles | null): Credentials {
  let kept: AccessToken | null = null
  let asking: Promise<AccessToken> | null = null

  async function current(): Promise<AccessToken> {
    if (kept !== null && Date.now() < kept.until) return kept
    asking ??= fetchToken(auth, tls).finally(() => {
      asking = null
    })
    kept = await asking
    return kept
  }

  return {
    headers: async () => ({ authorization: (await current()).header }),
    refused({ authorization }) {
      if (kept === null || kept.header !== authorization) return true
      if (Date.now() - kept.since < youngMs) return false
      kept = null
      return true
    },
  }
}

async function fetchToken(auth: Oauth2, tls: TlsFiles | null): Promise<AccessToken> {
  const client = await readClient(auth)
  const endpoint = await findEndpoint(auth.issuerUrl, tls)
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: client.id,
    client_secret: client.secret,
    ...(auth.audience && { audience: auth.audience }),
    ...(auth.scope && { scope: auth.scope }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const since = Date.now()
  const { status, answer } = await askIssuer(endpoint, { method: 'POST', headers, body: form.toString() }, tls)
  if (status !== 200) throw tokenRefused(endpoint, status, answer.error)
  return readToken(answer, since, endpoint)
}

/** Given, or in the file that Pulsar's own clients take. */
async function readClient({ privateKeyFile, clientId = '', clientSecret = '' }: Oauth2): Promise<ClientSecrets> {
  if (!privateKeyFile) return { id: clientId, secret: clientSecret }
  const content = parseObject(await readNamedFile('auth.privateKeyFile', privateKeyFile))
  const { client_id: id, client_secret: secret } = content
  if (typeof id === 'string' && typeof secret === 'string') return { id, secret }
  const reason = 'it is not JSON with the texts "client_id" and "client_secret".'
  throw unusableFile('auth.privateKeyFile', privateKeyFile, reason)
}

async function findEndpoint(issuerUrl: string, tls: TlsFiles | null): Promise<string> {
  const url = `${issuerUrl.replace(/\/+$/, '')}/.well-known/openid-configuration`
  if (!URL.canParse(url)) throw fail('SLUICE-NOT-AUTHENTICATED', `"auth.issuerUrl" is not written as https://HOST.`)
  const call = { method: 'GET', headers: { accept: 'application/json' }, body: null }
  const { status, answer } = await askIssuer(url, call, tls, 3)
  const endpoint = answer.token_endpoint
  if (status === 200 && typeof endpoint === 'string' && /^https?:/.test(endpoint)) return endpoint
  throw issuerFails(url, `answers with HTTP ${status} and no "token_endpoint". Check "auth.issuerUrl".`)
}

async function askIssuer(
  url: string,
  call: Pick<HttpCall, 'method' | 'headers' | 'body'>,
  tls: TlsFiles | null,
  redirects = 0,
): Promise<{ status: number; answer: Record<string, unknown> }> {
  const client = openHttpClient(trustOfIssuer(tls))
  try {
    const signal = AbortSignal.timeout(answerLimitMs)
    const { status, text } = await client.ask(url, { ...call, signal, redirects })
    if (status >= 500) throw issuerAway(url, `HTTP ${status}`)
    return { status, answer: parseObject(text) }
  } catch (error) {
    throw error instanceof FailureError ? error : unreachable(url, error as NodeJS.ErrnoException)
  } finally {
    client.close()
  }
}

function unreachable(url: string, { code = '', message }: NodeJS.ErrnoException): FailureError {
  const untrusted = tlsRefused(`The issuer of tokens at ${withoutQuery(url)}`, 'the connection', code)
  return untrusted ?? issuerAway(url, code === 'ABORT_ERR' ? `within ${answerLimitMs / 1000} s` : code || message)
}

function trustOfIssuer(tls: TlsFiles | null) {
  const { cert: _cert, key: _key, ...options } = tlsOptions(tls)
  return typeof options.ca === 'string' ? { ...options, ca: [...rootCertificates, options.ca] } : options
}

function readToken(answer: Record<string, unknown>, since: number, endpoint: string): AccessToken {
  const { access_token: token, expires_in: seconds } = answer
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw issuerFails(endpoint, 'answers without an "access_token".')
  const lifeMs = Number(seconds) > 0 ? Number(seconds) * 1000 : usualLifeMs
  return { header: `Bearer ${token}`, since, until: since + lifeMs - Math.min(60_000, lifeMs / 10) }
}

/** `{}` when it is none. */
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const advice: Readonly<Record<string, string>> = {
  invalid_client: 'It does not know the client id, or the secret is wrong.',
  unauthorized_client: 'The client may not ask for tokens this way; allow it "client credentials".',
  invalid_scope: 'Check "auth.scope".',
  access_denied: 'The client may not have a token for this audience; check "auth.audience".',
}

/** Issuers describe errors in free text, which may quote what was sent; only the code is passed on. */
function tokenRefused(endpoint: string, status: number, error: unknown): FailureError {
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : ''
  return issuerFails(
    endpoint,
    `gives no token: HTTP ${status}${code && `, ${code}`}. ${advice[code] ?? 'Check client id, secret, audience and scope.'}`,
  )
}

function issuerFails(url: string, what: string, detail: object = {}): FailureError {
  return fail('SLUICE-NOT-AUTHENTICATED', `The issuer of tokens at ${withoutQuery(url)} ${what}`, {
    detail: { address: withoutQuery(url), ...detail },
  })
}

/** It may be back soon, which `mayPass` says to those who try again. */
function issuerAway(url: string, reason: string): FailureError {
  const what = `does not answer (${reason}), so nobody can say who we are. Is "auth.issuerUrl" right, and can it be reached?`
  return issuerFails(url, what, { reason, mayPass: true })
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}
