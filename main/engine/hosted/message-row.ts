import { fail } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import { parseJson, stringifyJson } from '../../../shared/operators/lib/json.ts'
import { isRecord } from '../../../shared/operators/lib/paths.ts'
import type { TextCodec } from '../../../shared/operators/lib/text-codec.ts'

/** What a row of the format `messages` holds of a message. Bytes that are no text stand under `base64` instead of `value`. */
export type RowParts = Partial<Pick<Message, 'value' | 'key' | 'properties' | 'eventTime' | 'topic'>>

/** Throws a FailureError where the row is no such object. */
export function readMessageRow(row: string): RowParts {
  const parsed = parseJson(row)
  if (!isRecord(parsed)) throw fail('SLUICE-FILE-ROW', 'A row must be an object with at least a value.')
  const { value, base64, key, properties, eventTime, topic } = parsed
  return {
    value: typeof base64 === 'string' ? fromBase64(base64) : (value ?? null),
    key: typeof key === 'string' ? key : null,
    topic: typeof topic === 'string' ? topic : null,
    eventTime: typeof eventTime === 'number' ? eventTime : null,
    properties: isRecord(properties)
      ? Object.fromEntries(Object.entries(properties).map(([name, text]) => [name, String(text)]))
      : {},
  }
}

export function writeMessageRow(message: Message, text: TextCodec): string {
  const { key, properties, eventTime, topic, origin } = message
  const rest = { key, properties, eventTime, topic: topic ?? origin.topic }
  return stringifyJson({ ...content(message.value, text), ...rest })
}

function content(value: unknown, text: TextCodec): { value: unknown } | { base64: string } {
  if (!(value instanceof Uint8Array)) return { value }
  try {
    return { value: text.decode(value) }
  } catch {
    return { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
  }
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
