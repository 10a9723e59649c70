import { fail } from '../../ipc/failure.ts'
import { describeValue } from './expression-failures.ts'
import { parseJson, stringifyJson } from './json.ts'
import type { TextCodec } from './text-codec.ts'

/** Formats that need nothing but the bytes, and have a meaning for keys, which are text. */
const plainDeserializers = ['json', 'string', 'identity'] as const
const plainSerializers = ['json', 'json-pretty', 'string', 'identity'] as const
export const deserializers = [...plainDeserializers, 'avro', 'protobuf', 'pulsar-schema', 'pickle'] as const
export const serializers = [...plainSerializers, 'avro', 'protobuf', 'pickle'] as const
export type PlainDeserializer = (typeof plainDeserializers)[number]
export type PlainSerializer = (typeof plainSerializers)[number]

export function isPlainDeserializer(serde: string): serde is PlainDeserializer {
  return (plainDeserializers as readonly string[]).includes(serde)
}

export function isPlainSerializer(serde: string): serde is PlainSerializer {
  return (plainSerializers as readonly string[]).includes(serde)
}

/** Bytes to a value. Throws `SLUICE-DESERIALIZE-…`; a value that is no longer bytes is refused, except by `identity`. */
export function deserializeValue(serde: PlainDeserializer, value: unknown, text: TextCodec): unknown {
  if (serde === 'identity') return value
  const bytes = bytesOf(value)
  return serde === 'string' ? decodeText(bytes, text) : parseJson(decodeText(bytes, text))
}

/** What is to be decoded; a value that is no longer bytes is refused. */
export function bytesOf(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw fail(
    'SLUICE-DESERIALIZE-TYPE',
    `Only bytes can be deserialized; the value is ${describeValue(value)} already. Remove this step, or move it up.`,
  )
}

/** Keys are text: `json` reads a JSON text or number and keeps what it says. */
export function deserializeKey(serde: PlainDeserializer, key: string | null): string | null {
  if (serde !== 'json' || key === null) return key
  const value = parseJson(key)
  return typeof value === 'string' || value === null ? value : stringifyJson(value)
}

/** A value to bytes. Throws `SLUICE-SERIALIZE-…`. */
export function serializeValue(serde: PlainSerializer, value: unknown, text: TextCodec): Uint8Array {
  if (value instanceof Uint8Array) {
    if (serde === 'identity' || serde === 'string') return value
    throw fail('SLUICE-SERIALIZE-TYPE', `The value is bytes already; put a Deserialize before, or leave this step out.`)
  }
  if (serde === 'json') return text.encode(stringifyJson(value))
  if (serde === 'json-pretty') return text.encode(stringifyJson(value, 2))
  if (serde === 'string' && value !== null && typeof value !== 'object') return text.encode(String(value))
  const wanted = serde === 'string' ? 'text, a number, or true or false' : 'bytes'
  throw fail(
    'SLUICE-SERIALIZE-TYPE',
    `Format \`${serde}\` takes ${wanted}; the value is ${describeValue(value)}. Use \`json\`.`,
  )
}

export function serializeKey(serde: PlainSerializer, key: string | null): string | null {
  return key === null || serde === 'string' || serde === 'identity' ? key : JSON.stringify(key)
}

/**
 * What a sink writes when no Serialize stood before it: bytes as they are, text as UTF-8, nothing as an empty payload,
 * everything else as compact JSON.
 */
export function encodePayload(value: unknown, text: TextCodec): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (value === null || value === undefined) return emptyPayload
  return text.encode(typeof value === 'string' ? value : stringifyJson(value))
}

const emptyPayload = new Uint8Array(0)

function decodeText(bytes: Uint8Array, text: TextCodec): string {
  try {
    return text.decode(bytes)
  } catch {
    throw fail(
      'SLUICE-DESERIALIZE-TEXT',
      `The payload (${bytes.length} bytes) is not UTF-8 text. Is it JSON or text at all?`,
    )
  }
}
