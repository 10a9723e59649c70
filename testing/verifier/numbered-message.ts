import { createHash } from 'node:crypto'

/** A message that can be recognised at the far end: which one it is, and whether its body arrived whole. */
export interface NumberedMessage {
  /** Running number over all keys, from 0. */
  readonly sequence: number
  readonly key: string
  readonly body: string
  /** SHA-256 of sequence, key and body, in hexadecimal. */
  readonly checksum: string
}

/** The `sequence`-th message; keys go round. Bodies differ in text and length (20 to 219 characters). */
export function numberedMessage(sequence: number, keys: number): NumberedMessage {
  const key = `key-${sequence % keys}`
  const body = `${sequence}-`.padEnd(20 + ((sequence * 7919) % 200), 'abcdefghij')
  return { sequence, key, body, checksum: checksumOf(sequence, key, body) }
}

/** The checksum that a message with these parts must carry. */
export function checksumOf(sequence: number, key: string, body: string): string {
  return createHash('sha256').update(`${sequence}\n${key}\n${body}`).digest('hex')
}
