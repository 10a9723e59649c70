import { webTextCodec } from '../text-codec.ts'
import { decodeLoneSurrogates, encodeLoneSurrogates } from './lone-surrogates.ts'

const piece = 8_192

/** One character per byte. */
export function latin1(bytes: Uint8Array): string {
  let text = ''
  for (let start = 0; start < bytes.length; start += piece) {
    text += String.fromCharCode.apply(null, bytes.subarray(start, start + piece) as unknown as number[])
  }
  return text
}

/** One byte per character; null where a character is beyond U+00FF. */
export function latin1Bytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code > 0xff) return null
    bytes[index] = code
  }
  return bytes
}

const decoder = /* @__PURE__ */ new TextDecoder('utf-8', { ignoreBOM: true })
const shortText = 24

/**
 * UTF-8, where a lone half of a surrogate pair may stand as three bytes, as Python writes it. Null when it is not. Throws
 * nothing on the way: a pickle may hold a million of such texts.
 */
export function decodeUtf8(bytes: Uint8Array): string | null {
  const text = (bytes.length <= shortText ? decodeAscii(bytes) : null) ?? decoder.decode(bytes)
  return text.includes('\ufffd') ? decodeLoneSurrogates(bytes) : text
}

/** Short texts mostly are, and asking the decoder takes longer than reading them. Null when one is not. */
function decodeAscii(bytes: Uint8Array): string | null {
  let text = ''
  for (const byte of bytes) {
    if (byte >= 0x80) return null
    text += String.fromCharCode(byte)
  }
  return text
}

/** The other way. */
export function encodeUtf8(text: string): Uint8Array {
  const ascii = text.length <= shortText ? encodeAscii(text) : null
  return ascii ?? (text.isWellFormed() ? webTextCodec.encode(text) : encodeLoneSurrogates(text))
}

function encodeAscii(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0x80) return null
    bytes[index] = code
  }
  return bytes
}
