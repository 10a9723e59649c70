import { type Failure, type FailureError, fail } from '../../shared/ipc/failure.ts'
import { tlsRefused } from './tls-failures.ts'

/** What was being done, for the sentence of a failure: `the subscription "audit" of persistent://public/default/orders`. */
export interface Attempt {
  readonly subject: string
  /** `127.0.0.1:8080` */
  readonly address: string
  /** Code of HTTP 409, which means different things for consumers, producers and topics. */
  readonly busyCode: string
}

/** Nothing answers there, or not in time. Transient. */
export function brokerAway(attempt: Attempt, reason: string): FailureError {
  return fail(
    'SLUICE-BROKER-AWAY',
    `No Pulsar answers at ${attempt.address} (${reason}), needed for ${attempt.subject}. Is it running, and is ` +
      `webServiceUrl of the connection right? Another address can be given with --set WEB_SERVICE_URL=http://host:port.`,
    { detail: { address: attempt.address, reason } },
  )
}

interface Rule {
  readonly code: string
  /** What to do, after `<subject> was refused by <address>: <reason>`. */
  readonly advice: string
}

const byStatus: Readonly<Record<number, Rule>> = {
  400: { code: 'SLUICE-BROKER-REFUSED', advice: 'Change the setting that is named.' },
  401: {
    code: 'SLUICE-NOT-AUTHENTICATED',
    advice:
      'Check "auth" of the connection: the token, or name and password, may be missing, wrong, expired or of another cluster.',
  },
  403: { code: 'SLUICE-NOT-AUTHORISED', advice: "Grant the token's role permission to produce or consume there." },
  404: {
    code: 'SLUICE-TOPIC-NOT-FOUND',
    advice: 'Create the tenant, namespace or topic first, and check the spelling.',
  },
  409: { code: 'SLUICE-TOPIC-BUSY', advice: 'Close the other one, or use another name or subscription type.' },
  429: { code: 'SLUICE-BROKER-BUSY', advice: 'It can be tried again.' },
  500: { code: 'SLUICE-BROKER-REFUSED', advice: "The broker's log says more." },
  503: { code: 'SLUICE-BROKER-BUSY', advice: 'It can be tried again.' },
  504: { code: 'SLUICE-BROKER-BUSY', advice: 'It can be tried again.' },
}

/**
 * Reasons that say more than the status they come with: readers get 500 where others get 404, admin calls 401 where sockets
 * get 403, and a broker without the WebSocket service answers a bare 404. Observed on Pulsar 4.0.8.
 */
const byReason: readonly (readonly [status: number, reason: RegExp, rule: Rule])[] = [
  [500, /not found/i, byStatus[404]!],
  [401, /unauthorized to|not authorized/i, byStatus[403]!],
  [
    404,
    /^not found$/i,
    {
      code: 'SLUICE-BROKER-REFUSED',
      advice:
        'There is no Pulsar API at this address. On a broker, the setting webSocketServiceEnabled=true brings it.',
    },
  ],
]

/** A refusal by HTTP status, of an upgrade to WebSocket or of an admin call. */
export function brokerRefused(attempt: Attempt, status: number, reason: string): FailureError {
  const rule = byReason.find(([code, pattern]) => code === status && pattern.test(reason))?.[2] ?? byStatus[status]
  const code = status === 409 ? attempt.busyCode : (rule?.code ?? 'SLUICE-BROKER-REFUSED')
  const said = reason === '' ? `HTTP ${status}` : `HTTP ${status}, ${reason.replace(/\.$/, '')}`
  return fail(
    code,
    `${attempt.address} refuses ${attempt.subject}: ${said}. ${rule?.advice ?? "The broker's log says more."}`,
    {
      detail: { address: attempt.address, status, reason },
    },
  )
}

/** HTTP status of a refusal; null when the failure is none. */
export function refusalStatus(failure: Failure): number | null {
  const status = failure.detail?.status
  return typeof status === 'number' ? status : null
}

/** After `close`, or because of it. */
export function alreadyClosed(subject: string): FailureError {
  return fail(
    'SLUICE-BROKER-CLOSED',
    `${subject} was closed. What was not confirmed by then may be missing; send it again.`,
  )
}

/** What went wrong below HTTP: name, network, TLS. */
export function connectionBroken(attempt: Attempt, error: Error): FailureError {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return tlsRefused(attempt.address, attempt.subject, code) ?? brokerAway(attempt, code || error.message)
}

/** What WebSocket close codes mean here (RFC 6455, and what Pulsar sends). */
const closeReasons: Readonly<Record<number, string>> = {
  1000: 'it closed the connection',
  1001: 'it is shutting down',
  1006: 'the connection broke off without a farewell',
  1008: 'it found that a rule was broken',
  1009: 'a frame was larger than its webSocketMaxTextFrameSize',
  1011: 'it failed on its side',
}

/** The end of a connection that was open. Transient: a new one is made. */
export function connectionEnded(attempt: Attempt, closeCode: number, said: string): FailureError {
  const reason = `code ${closeCode}, ${closeReasons[closeCode] ?? 'the connection ended'}${said && `: ${said}`}`
  return brokerAway(attempt, reason)
}
