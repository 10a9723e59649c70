import { fail } from '../../../shared/ipc/failure.ts'
import { noProperties } from '../../../shared/message.ts'
import type { Delivery, OutgoingMessage } from '../../engine/ports.ts'
import { decodeMessageId, printMessageId } from '../message-id.ts'

/** Text of a frame that Pulsar takes with its default settings (`webSocketMaxTextFrameSize`); larger ones end the connection. */
export const frameLimitBytes = 1_048_576

/** A message as consumers and readers get it. */
export interface DeliveryFrame {
  readonly messageId: string
  /** Base64. */
  readonly payload: string
  readonly properties?: Readonly<Record<string, string>>
  /** ISO date-times with a zone. */
  readonly publishTime: string
  readonly eventTime?: string
  /** Absent when the message has none. */
  readonly key?: string
  readonly redeliveryCount?: number
}

/** The answer to a send. `result` is `ok` or `send-error:N`; the frame's own errorCode is 0 either way. */
export interface ReceiptFrame {
  readonly result: string
  readonly messageId?: string
  readonly errorMsg?: string
  /** Absent when the frame could not even be read. */
  readonly context?: string
}

/** A delivery without its `id`, which is whatever the consumer needs to settle it. `topic` is the name without partition. */
export function readDelivery(frame: DeliveryFrame, topic: string): Omit<Delivery, 'id'> {
  const id = decodeMessageId(frame.messageId)
  return {
    messageId: printMessageId(id),
    topic:
      id.partition < 0 || topic.endsWith(`-partition-${id.partition}`) ? topic : `${topic}-partition-${id.partition}`,
    payload: Buffer.from(frame.payload, 'base64'),
    key: frame.key ?? null,
    orderingKey: null,
    properties: isEmpty(frame.properties) ? noProperties : frame.properties!,
    publishTime: Date.parse(frame.publishTime),
    eventTime: frame.eventTime === undefined ? null : Date.parse(frame.eventTime),
    redeliveryCount: frame.redeliveryCount ?? 0,
  }
}

function isEmpty(properties: DeliveryFrame['properties']): boolean {
  for (const _ in properties) return false
  return true
}

/** Frees one message of the reader's window, or acknowledges it for a consumer. `messageId` in the wire's form. */
export function ackFrame(messageId: string): string {
  return `{"messageId":"${messageId}"}`
}

export function nackFrame(messageId: string): string {
  return `{"type":"negativeAcknowledge","messageId":"${messageId}"}`
}

export function permitFrame(messages: number): string {
  return `{"type":"permit","permitMessages":${messages}}`
}

/** Asks whether the topic was ended. For us it only matters that it is answered in turn, after what was sent before. */
export const endOfTopicFrame = '{"type":"isEndOfTopic"}'

export function isEndOfTopicAnswer(frame: object): boolean {
  return 'endOfTopic' in frame
}

/**
 * A send. Throws `SLUICE-MESSAGE-TOO-LARGE` before Pulsar would end the connection over it, and `SLUICE-NOT-SUPPORTED` for
 * fields the WebSocket API cannot carry: to leave them out in silence would change what the message means.
 */
export function sendFrame(message: OutgoingMessage, context: number, topic: string): string {
  if (message.orderingKey !== null) throw notSupported('an ordering key', topic)
  if (message.sequenceId !== null) throw notSupported('a sequence id', topic)
  const { payload, key, properties, eventTime, deliverAt } = message
  const base64 = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('base64')
  let frame = `{"payload":"${base64}","context":"${context}"`
  if (key !== null) frame += `,"key":${JSON.stringify(key)}`
  if (!isEmpty(properties)) frame += `,"properties":${JSON.stringify(properties)}`
  if (eventTime !== null) frame += `,"eventTime":"${new Date(eventTime).toISOString()}"`
  if (deliverAt !== null) frame += `,"deliverAt":${Math.trunc(deliverAt)}`
  frame += '}'
  // A character has at most three bytes, so most frames need no count.
  if (frame.length * 3 > frameLimitBytes) checkSize(frame, payload.byteLength, topic)
  return frame
}

function checkSize(frame: string, payloadBytes: number, topic: string): void {
  const bytes = Buffer.byteLength(frame)
  if (bytes > frameLimitBytes)
    throw tooLarge(
      topic,
      `${payloadBytes} bytes of payload make a frame of ${bytes} bytes, and ${frameLimitBytes} is the most`,
    )
}

export function tooLarge(topic: string, measure: string) {
  return fail(
    'SLUICE-MESSAGE-TOO-LARGE',
    `A message for ${topic} is too large for Pulsar's WebSocket API: ${measure} (webSocketMaxTextFrameSize of the broker, ` +
      'usually about 780,000 bytes of payload). Send less in one message, a reference to the data, or use the native transport.',
    { detail: { topic } },
  )
}

function notSupported(what: string, topic: string) {
  return fail(
    'SLUICE-NOT-SUPPORTED',
    `A message for ${topic} has ${what}, which Pulsar's WebSocket API cannot carry. Remove it in a step before the sink.`,
    { detail: { topic } },
  )
}
