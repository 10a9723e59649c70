import { fail } from '../../ipc/failure.ts'
import { findJsonProblem } from './json-problem.ts'

/** From 16 digits on, an integer may be one that a double cannot hold. */
const longDigits = 16
const integer = /^-?\d{16,1000}$/

/**
 * JSON text to a value. Empty text is null. Integers beyond 2^53 become BigInt and so keep every digit (up to 1,000 of them).
 * A field `__proto__` is an ordinary field; of a repeated field the last one counts. Throws `SLUICE-DESERIALIZE-JSON`, which
 * names the place.
 */
export function parseJson(text: string): unknown {
  if (text.length === 0) return null
  try {
    return hasLongDigits(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text)
  } catch {
    const { position, line, column, problem, excerpt } = findJsonProblem(text)
    throw fail(
      'SLUICE-DESERIALIZE-JSON',
      `Not JSON: ${problem} at line ${line}, column ${column}, near \`${excerpt}\`.`,
      {
        detail: { position, line, column },
      },
    )
  }
}

/** A value to JSON text. BigInt is written as a plain integer; what JSON does not know is left out, as by `JSON.stringify`. */
export function stringifyJson(value: unknown, indent?: number): string {
  try {
    return (indent === undefined ? JSON.stringify(value) : JSON.stringify(value, undefined, indent)) ?? 'null'
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown
    return JSON.stringify(value, writeLongIntegers, indent) ?? 'null'
  }
}

function keepLongIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source
  return source !== undefined && integer.test(source) ? BigInt(source) : value
}

function writeLongIntegers(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? JSON.rawJSON(value.toString()) : value
}

/** Whether 16 digits stand in a row. Looks at every 16th character only, and around it where that is a digit. */
function hasLongDigits(text: string): boolean {
  for (let position = longDigits - 1; position < text.length; position += longDigits) {
    if (!isDigit(text, position)) continue
    let start = position
    while (isDigit(text, start - 1)) start--
    let end = position + 1
    while (isDigit(text, end)) end++
    if (end - start >= longDigits) return true
  }
  return false
}

function isDigit(text: string, position: number): boolean {
  const code = text.charCodeAt(position)
  return code >= 48 && code <= 57
}
