/**
 * UTF-8 with lone surrogates, which Python's pickle passes through and the web's TextDecoder refuses. Slow; called only for
 * bytes and texts that are known not to be plain UTF-8.
 */
export function decodeLoneSurrogates(bytes: Uint8Array): string | null {
  let text = ''
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index]!
    const length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0
    const code = codeAt(bytes, index, length)
    if (code === null) return null
    text += String.fromCodePoint(code)
    index += length
  }
  return text
}

const least = [0, 0, 0x80, 0x800, 0x1_0000]

/** The character in `length` bytes; null where a byte is missing or is no continuation, or the form is not the shortest. */
function codeAt(bytes: Uint8Array, start: number, length: number): number | null {
  if (length === 0) return null
  let code = length === 1 ? bytes[start]! : bytes[start]! & (0x7f >> length)
  for (let index = start + 1; index < start + length; index++) {
    const byte = bytes[index]
    if (byte === undefined || byte >> 6 !== 0b10) return null
    code = (code << 6) | (byte & 0x3f)
  }
  return code < least[length]! || code > 0x10ffff ? null : code
}

/** Three bytes for each lone surrogate, UTF-8 for the rest. */
export function encodeLoneSurrogates(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    const code = character.codePointAt(0)!
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4
    if (length === 1) bytes.push(code)
    else {
      bytes.push(((0xf00 >> length) & 0xff) | (code >> (6 * (length - 1))))
      for (let left = length - 2; left >= 0; left--) bytes.push(0x80 | ((code >> (6 * left)) & 0x3f))
    }
  }
  return Uint8Array.from(bytes)
}
