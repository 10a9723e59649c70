import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { ReceiptFrame } from './frames.ts'

interface SendRule {
  readonly pattern: RegExp
  readonly code: string
  readonly advice: string
}

/** First match wins. Texts are Java exceptions of Pulsar's client, which the WebSocket service hands through. */
const rules: readonly SendRule[] = [
  {
    pattern: /TopicTerminated/,
    code: 'SLUICE-TOPIC-TERMINATED',
    advice: 'The topic takes no more messages, ever; write to another one.',
  },
  {
    pattern: /MessageTooBig|InvalidMessage.*size|exceeds.*max/i,
    code: 'SLUICE-MESSAGE-TOO-LARGE',
    advice: 'Send less in one message, or a reference to the data.',
  },
  {
    pattern: /Authorization|NotAllowed/,
    code: 'SLUICE-NOT-AUTHORISED',
    advice: "Grant the token's role permission to produce there.",
  },
  { pattern: /Authentication/, code: 'SLUICE-NOT-AUTHENTICATED', advice: 'Check the token of the connection.' },
  {
    pattern: /QueueIsFull|QuotaExceeded|MemoryBufferIsFull/,
    code: 'SLUICE-BROKER-BUSY',
    advice: 'It can be tried again.',
  },
  { pattern: /Timeout/, code: 'SLUICE-SEND-TIMEOUT', advice: 'It can be tried again, and may then be stored twice.' },
]

const refused: Omit<SendRule, 'pattern'> = {
  code: 'SLUICE-SEND-REFUSED',
  advice: 'Change the message; sending it again will not help.',
}

/** Answers that mean the service behind the socket has lost its own connection: as good as a broken socket. */
const disconnected =
  /AlreadyClosed|NotConnected|ConnectException|ProducerFenced|ServiceNotReady|Disconnected|Connection already closed/i

/** True when what was sent is to be sent again over a new connection. */
export function isDisconnected(receipt: ReceiptFrame): boolean {
  return disconnected.test(receipt.errorMsg ?? '')
}

/** Why Pulsar did not take a message. */
export function sendRefused(receipt: ReceiptFrame, topic: string): FailureError {
  const text = receipt.errorMsg ?? receipt.result
  const rule = rules.find(({ pattern }) => pattern.test(text)) ?? refused
  return fail(
    rule.code,
    `${topic} did not take a message: ${text.replace(/\.$/, '')} (${receipt.result}). ${rule.advice}`,
    {
      detail: { topic, result: receipt.result },
    },
  )
}

/** No receipt in time. Transient: whether the message was stored is not known. */
export function sendTimedOut(topic: string, timeoutMs: number): FailureError {
  return fail(
    'SLUICE-SEND-TIMEOUT',
    `${topic} did not confirm a message within ${timeoutMs} ms. The broker is away or too slow; the message may or may not ` +
      'be stored. It can be tried again; a longer time-out is the setting sendTimeoutMillis.',
    { detail: { topic } },
  )
}
