import { type FailureError, fail } from '../../ipc/failure.ts'

/** What a value is, in the words of messages to people: `the text "abc"`, `the number 3`, `an object`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing (null)'
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Uint8Array) return 'bytes'
  return Array.isArray(value) ? 'a list' : 'an object'
}

/** A condition that yields something else than true or false. */
export function notBoolean(expression: string, value: unknown): FailureError {
  return fail(
    'SLUICE-EXPRESSION-NOT-BOOLEAN',
    `\`${expression}\` must yield true or false; it gave ${describeValue(value)}.`,
    { detail: { expression } },
  )
}
