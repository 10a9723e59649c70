/** A number while it is safe, else a bigint. */
export function plainInteger(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

/**
 * What an integer counts against a limit for text: about its digits while it is of a common size, more when it is large,
 * since the time to write it out grows by the square.
 */
export function integerWeight(value: bigint): number {
  return value.toString(16).length ** 2 / 8
}

/**
 * Decimal digits, maybe with a sign; null when it is something else, also when zeros lead, which Python takes for octal or refuses.
 * Its length must have been limited.
 */
export function integerFromText(text: string): number | bigint | null {
  if (!/^[+-]?(?:0|[1-9]\d*)$/.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number + 0 : BigInt(text.startsWith('+') ? text.slice(1) : text)
}

const twoDigits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** Two's complement, least byte first; no bytes are 0. */
export function integerFromBytes(bytes: Uint8Array): number | bigint {
  if (bytes.length <= 6) return smallIntegerFromBytes(bytes)
  let hex = '0x'
  for (let index = bytes.length - 1; index >= 0; index--) hex += twoDigits[bytes[index]!]
  return plainInteger(BigInt.asIntN(bytes.length * 8, BigInt(hex)))
}

function smallIntegerFromBytes(bytes: Uint8Array): number {
  let value = 0
  for (let index = bytes.length - 1; index >= 0; index--) value = value * 256 + bytes[index]!
  return (bytes.at(-1) ?? 0) < 0x80 ? value : value - 256 ** bytes.length
}

/** The shortest two's complement, least byte first. */
export function integerToBytes(value: bigint): Uint8Array {
  const magnitude = (value < 0n ? ~value : value).toString(16)
  const bits = magnitude.length * 4 - (Math.clz32(Number.parseInt(magnitude.charAt(0), 16)) - 28)
  const width = (bits >> 3) + 1
  const hex = BigInt.asUintN(width * 8, value)
    .toString(16)
    .padStart(width * 2, '0')
  return Uint8Array.from({ length: width }, (_, index) => {
    const end = (width - index) * 2
    return Number.parseInt(hex.slice(end - 2, end), 16)
  })
}

const decimalFloat = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const wordFloat = /^([+-]?)(?:(inf(?:inity)?)|nan)$/i

/** As Python writes floats: `1.5`, `-1e+20`, `inf`, `nan`; null when it is something else. */
export function floatFromText(text: string): number | null {
  if (decimalFloat.test(text)) return Number(text)
  const word = wordFloat.exec(text)
  if (word === null) return null
  if (word[2] === undefined) return Number.NaN
  return word[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** As Python reads floats; a whole one keeps a sign that it is none of the integers. */
export function floatToText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf'
  const text = Object.is(value, -0) ? '-0' : String(value)
  return /[.e]/.test(text) ? text : `${text}.0`
}
