import { FailureError, fail } from '../../../shared/ipc/failure.ts'
import { stringifyJson } from '../../../shared/operators/lib/json.ts'
import { type Attempt, alreadyClosed, brokerRefused, connectionBroken, refusalStatus } from '../failures.ts'
import { type HttpCall, type HttpReply, openHttpClient } from '../http-client.ts'
import { hideCredentials } from '../security/hide.ts'
import { noSecurity, type Security } from '../security/security.ts'
import { tlsOptions } from '../security/tls-files.ts'
import { parseJson } from './json.ts'

/** The broker that answers may send on to the one that owns the topic, and that one to the next after an unload. */
const mostRedirects = 5

export interface RestOptions {
  /** `http(s)://host:port`, no slash at its end. */
  readonly webServiceUrl: string
  /** Default: no credentials, and what the machine trusts. */
  readonly security?: Security
  /** For one call, its answer included; default 10 s. */
  readonly timeoutMs?: number
}

/** A call of Pulsar's admin API: `call('PUT', 'persistent/public/default/orders/partitions', 3, …)`. */
export interface RestClient {
  /**
   * `path` below `/admin/v2/`; a body is sent as JSON, a bigint as an integer. Resolves with the parsed answer, null when it is empty. `subject` and
   * `busyCode` (for HTTP 409) go into the failures, whose codes `failures.ts` lists.
   */
  call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    subject: string,
    options?: RestCallOptions,
  ): Promise<unknown>
  /** Ends calls under way; they and later ones reject. */
  close(): void
}

export interface RestCallOptions {
  readonly body?: unknown
  readonly busyCode?: string
  /** The answer is text and not JSON. */
  readonly plain?: boolean
  /** Instead of the client's. */
  readonly timeoutMs?: number
}

export function openRestClient(rest: RestOptions): RestClient {
  const { webServiceUrl, security = noSecurity, timeoutMs: usualLimit = 10_000 } = rest
  const closing = new AbortController()
  const address = new URL(webServiceUrl).host
  const http = openHttpClient(tlsOptions(security.tls))

  async function ask(path: string, call: Omit<HttpCall, 'redirects'>): Promise<HttpReply> {
    const credentials = await security.headers()
    const headers = { ...call.headers, ...credentials }
    const reply = await http.ask(`${webServiceUrl}/admin/v2/${path}`, { ...call, headers, redirects: mostRedirects })
    if (reply.status === 401 && security.refused(credentials)) return ask(path, call)
    return reply.status < 400 ? reply : { ...reply, text: hideCredentials(reply.text, headers) }
  }

  return {
    async call(method, path, subject, options = {}) {
      const { body, busyCode = 'SLUICE-TOPIC-BUSY', plain = false, timeoutMs = usualLimit } = options
      if (closing.signal.aborted) throw alreadyClosed('The connection')
      const attempt: Attempt = { subject, address, busyCode }
      const limit = AbortSignal.timeout(timeoutMs)
      const signal = AbortSignal.any([closing.signal, limit])
      const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
      const request = { method, headers, body: body === undefined ? null : stringifyJson(body), signal }
      const { status, text } = await ask(path, request).catch((error: unknown) => {
        if (closing.signal.aborted) throw alreadyClosed('The connection')
        throw noAnswer(attempt, limit.aborted ? new Error(`not within ${timeoutMs} ms`) : error)
      })
      if (status >= 400) throw brokerRefused(attempt, status, refusalReason(text))
      return plain ? text : readAnswer(text, attempt)
    },
    close() {
      closing.abort()
      http.close()
    },
  }
}

/** Credentials that cannot be had are a failure already. */
function noAnswer(attempt: Attempt, error: unknown): FailureError {
  if (error instanceof FailureError) return error
  return connectionBroken(attempt, error instanceof Error ? error : new Error(String(error)))
}

function readAnswer(text: string, attempt: Attempt): unknown {
  if (text === '') return null
  try {
    return parseJson(text)
  } catch {
    throw unreadable(attempt)
  }
}

function unreadable(attempt: Attempt): FailureError {
  return fail(
    'SLUICE-BROKER-REFUSED',
    `${attempt.address} answered for ${attempt.subject} with something that is not JSON. Is it a Pulsar, and is webServiceUrl right?`,
    { detail: { address: attempt.address } },
  )
}

/** `{"reason":"…"}` of the admin API, or the title of an HTML page. */
function refusalReason(text: string): string {
  try {
    const answer = JSON.parse(text)
    return typeof answer?.reason === 'string' ? answer.reason : ''
  } catch {
    return /<title>(?:Error \d{3} ?)?(.*?)<\/title>/s.exec(text)?.[1] ?? ''
  }
}

/** What a call answers, or `instead` when what it asks for does not exist. */
export async function orWhenMissing<T>(call: Promise<unknown>, instead: T): Promise<unknown | T> {
  try {
    return await call
  } catch (error) {
    if (error instanceof FailureError && refusalStatus(error.failure) === 404) return instead
    throw error
  }
}
