import { FailureError, fail } from '../../../shared/ipc/failure.ts'
import { alreadyClosed } from '../failures.ts'

/** What was being done, for the sentence of a failure. */
export interface NativeAttempt {
  /** `the subscription "audit" of persistent://public/default/orders` */
  readonly subject: string
  /** `127.0.0.1:6650` */
  readonly address: string
  readonly kind: 'consumer' | 'producer' | 'send' | 'other'
}

interface Rule {
  readonly pattern: RegExp
  readonly code: string
  readonly advice: string
  /** Absent: for all. */
  readonly kind?: NativeAttempt['kind']
}

const canBeTried = 'It can be tried again.'
const checkService =
  'Is Pulsar running there, is serviceUrl of the connection right, and can its advertised address be reached? Where it is ' +
  'encrypted, its certificate may not be trusted: see "tls.caFile".'

/**
 * The addon's errors have no code; the last word of their text is the name of a result. First match wins. Names are those of
 * `Result.h` of Pulsar's C++ client 4.2.
 */
const rules: readonly Rule[] = [
  {
    pattern: /^TimeOut$/,
    kind: 'send',
    code: 'SLUICE-SEND-TIMEOUT',
    advice: `${canBeTried} It may then be stored twice.`,
  },
  { pattern: /^ProducerQueueIsFull$|^MemoryBufferIsFull$/, code: 'SLUICE-BROKER-BUSY', advice: canBeTried },
  {
    pattern: /^ProducerBlockedQuotaExceeded/,
    code: 'SLUICE-BROKER-BUSY',
    advice: 'The backlog quota of the namespace is used up.',
  },
  {
    pattern: /^TooManyLookupRequestException$|^ServiceUnitNotReady$|^Retryable$/,
    code: 'SLUICE-BROKER-BUSY',
    advice: canBeTried,
  },
  {
    pattern:
      /^(TimeOut|ConnectError|Disconnected|NotConnected|ReadError|LookupError|BrokerMetadataError|BrokerPersistenceError)$/,
    code: 'SLUICE-BROKER-AWAY',
    advice: checkService,
  },
  {
    pattern: /^AuthenticationError$/,
    code: 'SLUICE-NOT-AUTHENTICATED',
    advice:
      'Check "auth" and "tls" of the connection: a token may be missing, wrong or expired, a file of certificates missing.',
  },
  {
    pattern: /^AuthorizationError$/,
    code: 'SLUICE-NOT-AUTHORISED',
    advice: "Grant the token's role permission to produce or consume there.",
  },
  {
    pattern: /^ConsumerBusy$|^ConsumerAssignError$/,
    code: 'SLUICE-SUBSCRIPTION-BUSY',
    advice: 'Close the other one, or use another name or subscription type.',
  },
  {
    pattern: /^ProducerBusy$|^ProducerFenced$/,
    code: 'SLUICE-PRODUCER-BUSY',
    advice: 'Close the other one, or use another name.',
  },
  {
    pattern: /^(TopicNotFound|SubscriptionNotFound)$/,
    code: 'SLUICE-TOPIC-NOT-FOUND',
    advice: 'Create the tenant, namespace or topic first, and check the spelling.',
  },
  {
    pattern: /^InvalidTopicName$/,
    code: 'SLUICE-TOPIC-NAME',
    advice: 'Write the topic like persistent://tenant/namespace/orders.',
  },
  {
    pattern: /^TopicTerminated$/,
    code: 'SLUICE-TOPIC-TERMINATED',
    advice: 'The topic takes no more messages, ever; write to another one.',
  },
  {
    pattern: /^MessageTooBig$/,
    code: 'SLUICE-MESSAGE-TOO-LARGE',
    advice: 'Send less in one message, a reference to the data, or turn chunking on and batching off.',
  },
]

/** What the addon says, as a failure. One that is a failure already stays as it is. */
export function nativeFailure(attempt: NativeAttempt, thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown
  const result = resultOf(thrown)
  if (result === 'AlreadyClosed') return alreadyClosed(attempt.subject)
  const { code, advice } = rules.find((rule) => applies(rule, attempt, result)) ?? refused(attempt)
  return fail(code, `${sentence(attempt, code, result)} ${advice}`, {
    detail: { address: attempt.address, reason: result },
  })
}

function sentence({ address, subject }: NativeAttempt, code: string, result: string): string {
  return code === 'SLUICE-BROKER-AWAY'
    ? `No Pulsar answers at ${address} (${result}), needed for ${subject}.`
    : `${address} refuses ${subject}: ${result}.`
}

/** `ConsumerBusy` of `Failed to create consumer: ConsumerBusy`. */
export function resultOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown)
  return text.slice(text.lastIndexOf(': ') + 1).trim()
}

function applies({ pattern, kind }: Rule, attempt: NativeAttempt, result: string): boolean {
  return (kind === undefined || kind === attempt.kind) && pattern.test(result)
}

function refused({ kind }: NativeAttempt): { readonly code: string; readonly advice: string } {
  return kind === 'send'
    ? { code: 'SLUICE-SEND-REFUSED', advice: 'Change the message; sending it again will not help.' }
    : { code: 'SLUICE-BROKER-REFUSED', advice: 'Change the setting that is named; the log may say more.' }
}
