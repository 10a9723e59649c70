import { latin1, latin1Bytes } from './text.ts'

/** What a backslash and what follows it mean, and how many characters that is. Null when it is broken. */
type ReadEscape = (text: string, backslash: number) => readonly [meaning: string, length: number] | null

/** The argument of UNICODE: Latin-1 with `\uXXXX` and `\UXXXXXXXX`; every other backslash is itself. Null when an escape is broken. */
export function decodeRawUnicodeEscape(bytes: Uint8Array): string | null {
  return replaceEscapes(latin1(bytes), readUnicodeEscape)
}

/** The other way; line ends, backslashes and what else a line must not hold are escaped. */
export function encodeRawUnicodeEscape(text: string): string {
  return text.replace(/[\\\0\n\r\x1a]|[^\0-\xff]/gu, (character) => {
    const code = character.codePointAt(0)!
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

/** The argument of STRING: a text literal of Python 2 in quotes. Null when it is none. */
export function decodeStringLiteral(bytes: Uint8Array): Uint8Array | null {
  const line = latin1(bytes)
  const quote = line.charAt(0)
  if (line.length < 2 || (quote !== "'" && quote !== '"') || !line.endsWith(quote)) return null
  const text = replaceEscapes(line.slice(1, -1), readLiteralEscape)
  return text === null ? null : latin1Bytes(text)
}

function replaceEscapes(text: string, read: ReadEscape): string | null {
  let replaced = ''
  let start = 0
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', start)) {
    const found = read(text, at)
    if (found === null) return null
    replaced += text.slice(start, at) + found[0]
    start = at + found[1]
  }
  return replaced + text.slice(start)
}

function readUnicodeEscape(text: string, backslash: number): ReturnType<ReadEscape> {
  const letter = text.charAt(backslash + 1)
  if (letter !== 'u' && letter !== 'U') return [text.slice(backslash, backslash + 2), 2]
  const digits = text.slice(backslash + 2, backslash + (letter === 'u' ? 6 : 10))
  const code = Number.parseInt(digits, 16)
  const isWhole = /^(?:[\da-f]{4}){1,2}$/i.test(digits) && (digits.length === 4) === (letter === 'u')
  return isWhole && code <= 0x10ffff ? [String.fromCodePoint(code), digits.length + 2] : null
}

const meanings: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

function readLiteralEscape(text: string, backslash: number): ReturnType<ReadEscape> {
  const letter = text.charAt(backslash + 1)
  const meaning = meanings[letter]
  if (meaning !== undefined) return [meaning, 2]
  const [digits] = /^(?:x[\da-f]{2}|[0-7]{1,3})/i.exec(text.slice(backslash + 1, backslash + 4)) ?? ['']
  if (digits.startsWith('x')) return [String.fromCharCode(Number.parseInt(digits.slice(1), 16)), 4]
  if (digits !== '') return [String.fromCharCode(Number.parseInt(digits, 8) & 0xff), digits.length + 1]
  return letter === 'x' || letter === '' ? null : [text.slice(backslash, backslash + 2), 2]
}
