import { expect, it } from 'vitest'
import { fail } from '../../../shared/ipc/failure.ts'
import { isTransient } from '../../engine/ports.ts'
import { nativeFailure } from './native-failures.ts'

const failure = (text: string, kind: 'consumer' | 'producer' | 'send' | 'other' = 'other') =>
  nativeFailure({ subject: 'the thing', address: 'one:6650', kind }, new Error(text)).failure

it.each([
  ['Failed to create consumer: ConsumerBusy', 'SLUICE-SUBSCRIPTION-BUSY'],
  ['Failed to create producer: ProducerBusy', 'SLUICE-PRODUCER-BUSY'],
  ['Failed to create producer: ProducerFenced', 'SLUICE-PRODUCER-BUSY'],
  ['Failed to create producer: TopicNotFound', 'SLUICE-TOPIC-NOT-FOUND'],
  ['Failed to create producer: InvalidTopicName', 'SLUICE-TOPIC-NAME'],
  ['Failed to send message: MessageTooBig', 'SLUICE-MESSAGE-TOO-LARGE'],
  ['Failed to send message: TopicTerminated', 'SLUICE-TOPIC-TERMINATED'],
  ['Failed to create consumer: TimeOut', 'SLUICE-BROKER-AWAY'],
  ['Failed to create consumer: ConnectError', 'SLUICE-BROKER-AWAY'],
  ['Failed to create producer: ProducerBlockedQuotaExceededException', 'SLUICE-BROKER-BUSY'],
  ['Failed to create consumer: AuthenticationError', 'SLUICE-NOT-AUTHENTICATED'],
  ['Failed to create consumer: AuthorizationError', 'SLUICE-NOT-AUTHORISED'],
  ['Failed to batch receive message: AlreadyClosed', 'SLUICE-BROKER-CLOSED'],
  ['Failed to create producer: IncompatibleSchema', 'SLUICE-BROKER-REFUSED'],
  ['Topic is required and must be specified as a string', 'SLUICE-BROKER-REFUSED'],
])('reads "%s" as %s', (text, code) => {
  expect(failure(text).code).toBe(code)
})

it('tells a message that was not confirmed in time from a broker that does not answer', () => {
  expect(failure('Failed to send message: TimeOut', 'send').code).toBe('SLUICE-SEND-TIMEOUT')
  expect(failure('Failed to send message: CryptoError', 'send').code).toBe('SLUICE-SEND-REFUSED')
})

it('names what was done, where, and what the client says', () => {
  const { message, detail } = failure('Failed to create consumer: TimeOut')
  expect(message).toMatch(/^No Pulsar answers at one:6650 \(TimeOut\), needed for the thing\. .*serviceUrl/)
  expect(failure('x: ConsumerBusy').message).toMatch(/^one:6650 refuses the thing: ConsumerBusy\. Close/)
  expect(detail).toEqual({ address: 'one:6650', reason: 'TimeOut' })
  expect(isTransient(failure('x: ConnectError'))).toBe(true)
})

it('leaves a failure as it is', () => {
  const given = fail('SLUICE-MESSAGE-ID', 'No id.')
  expect(nativeFailure({ subject: 's', address: 'a', kind: 'other' }, given)).toBe(given)
})
