import { isIPv4 } from 'node:net'

/* The few forms of ASN.1 (X.690, distinguished encoding) that a certificate (RFC 5280) is written in. */

export function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

/** Unsigned when its first byte is below 0x80. */
export function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

export function octets(content: Buffer): Buffer {
  return tagged(0x04, content)
}

export function bits(content: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), content]))
}

export function explicit(number: number, content: Buffer): Buffer {
  return tagged(0xa0 + number, content)
}

export const yes: Buffer = tagged(0x01, Buffer.from([0xff]))

/** `1.2.840.113549.1.1.11` */
export function objectId(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number)
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(sevenBits)]))
}

/** A name that has a common name only. */
export function name(commonName: string): Buffer {
  return sequence(tagged(0x31, sequence(objectId('2.5.4.3'), tagged(0x0c, Buffer.from(commonName)))))
}

/** Epoch milliseconds, to the second; years 1950 to 2049. */
export function time(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/[-T:]|\..*/g, '')
  return tagged(0x17, Buffer.from(`${digits.slice(2)}Z`))
}

/** Value of the extension "subject alternative name". */
export function subjectNames(hosts: readonly string[]): Buffer {
  const each = hosts.map((host) =>
    isIPv4(host) ? tagged(0x87, Buffer.from(host.split('.').map(Number))) : tagged(0x82, Buffer.from(host)),
  )
  return sequence(...each)
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content])
}

function lengthOf(length: number): readonly number[] {
  if (length < 0x80) return [length]
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
}

function sevenBits(number: number): readonly number[] {
  const low = number & 0x7f
  return number < 0x80 ? [low] : [...sevenBits(number >> 7).map((byte) => byte | 0x80), low]
}
