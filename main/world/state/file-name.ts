import { createHash } from 'node:crypto'

/** Well below the 255 bytes that file systems allow. */
const longest = 120

/** The file of a pipeline: its id, with all but small letters, digits, `-` and `_` written as `%` and hex digits, so that no two ids share a file on any disk. */
export function fileNameOf(pipeline: string): string {
  const bytes = [...Buffer.from(pipeline, 'utf8')]
  const name = bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : hex(byte))).join('')
  if (name.length <= longest) return `${name}.sqlite`
  return `${name.slice(0, longest / 2)}%%${createHash('sha256').update(pipeline).digest('hex')}.sqlite`
}

function isPlain(byte: number): boolean {
  return /[a-z0-9_-]/.test(String.fromCharCode(byte))
}

function hex(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
