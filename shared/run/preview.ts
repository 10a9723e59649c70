import { webTextCodec } from '../operators/lib/text-codec.ts'
import { type Preview, previewBytes } from './tap.ts'

/**
 * How a value is shown at a border: decoded values as JSON (integers of any size exact, bytes inside as base64), bytes as
 * text where they are valid UTF-8, else as base64. Cut to `limit` bytes at a character's border. Control and bidirectional
 * characters stay as they are; whoever shows them makes them visible.
 */
export function previewOf(value: unknown, limit: number = previewBytes): Preview {
  if (value === null || value === undefined) return { form: 'null', text: '', size: 0, truncated: false }
  if (value instanceof Uint8Array) return previewBytesOf(value, limit)
  const text = toJsonText(value)
  if (text.length * 3 <= limit) return { form: 'json', text, size: byteLength(text), truncated: false }
  const bytes = webTextCodec.encode(text)
  if (bytes.length <= limit) return { form: 'json', text, size: bytes.length, truncated: false }
  return { form: 'json', text: decodeStart(bytes, limit) ?? '', size: bytes.length, truncated: true }
}

function previewBytesOf(bytes: Uint8Array, limit: number): Preview {
  const size = bytes.length
  const truncated = size > limit
  const text = decodeStart(bytes, limit)
  if (text !== null) return { form: 'text', text, size, truncated }
  return { form: 'base64', text: toBase64(bytes.subarray(0, limit)), size, truncated }
}

/** The first `limit` bytes as text, without a character that the cut went through; null when they are not UTF-8. */
function decodeStart(bytes: Uint8Array, limit: number): string | null {
  try {
    if (bytes.length <= limit) return webTextCodec.decode(bytes)
    return webTextCodec.decode(bytes.subarray(0, characterBorder(bytes, limit)))
  } catch {
    return null
  }
}

/** The last position at or before `at` where no character is cut; `at` itself when there is none near. */
function characterBorder(bytes: Uint8Array, at: number): number {
  for (let border = at; border > at - 4 && border >= 0; border--) {
    const isContinuation = ((bytes[border] as number) & 0xc0) === 0x80
    if (!isContinuation) return border
  }
  return at
}

function toJsonText(value: unknown): string {
  try {
    return JSON.stringify(value, writeForeign) ?? 'null'
  } catch {
    return JSON.stringify(String(value))
  }
}

/** What JSON has no form for. Looks at the holder, because a Buffer has turned itself into a list by now. */
function writeForeign(this: unknown, key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return JSON.rawJSON(value.toString())
  if (typeof value !== 'object' || value === null) return value
  const original = (this as Record<string, unknown>)[key]
  return original instanceof Uint8Array ? toBase64(original) : value
}

function byteLength(text: string): number {
  return webTextCodec.encode(text).length
}

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
