import { Optional } from '@marcbachmann/cel-js'
import { fail } from '../../../ipc/failure.ts'
import { maxTextLength } from './limits.ts'

/** Values inside one result, at most; a list of lists of lists can hold more than there is memory for. */
const maxParts = 1_000_000

/**
 * A CEL result as plain JSON-like data: integers that fit are numbers, larger ones stay BigInt, timestamps become ISO
 * texts, durations milliseconds, optionals their value or null. Bytes stay bytes. Parts that need no change are not copied.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'string') return boundedText(value)
  if (typeof value === 'bigint') return plainInteger(value)
  if (typeof value !== 'object' || value === null) return value
  return plainObject(value, { left: maxParts })
}

interface Budget {
  left: number
}

function plainInteger(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value
}

function boundedText(value: string): string {
  if (value.length > maxTextLength) throw tooLarge()
  return value
}

function plainPart(value: unknown, budget: Budget): unknown {
  if (--budget.left < 0) throw tooLarge()
  if (typeof value === 'string') {
    budget.left -= value.length >> 4
    return value
  }
  if (typeof value === 'bigint') return plainInteger(value)
  if (typeof value !== 'object' || value === null) return value
  return plainObject(value, budget)
}

function plainObject(value: object, budget: Budget): unknown {
  if (Array.isArray(value)) return plainList(value, budget)
  const made = value.constructor
  if (made === Object || made === undefined) return plainFields(value as Record<string, unknown>, budget)
  if (value instanceof Uint8Array) return value
  if (value instanceof Map) return plainFields(Object.fromEntries(value), budget)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Optional) return value.hasValue() ? plainPart(value.value(), budget) : null
  const primitive: unknown = value.valueOf()
  if (typeof primitive === 'bigint') return plainInteger(primitive)
  if (typeof primitive === 'number') return primitive
  if (typeof made !== 'function') return plainFields(value as Record<string, unknown>, budget)
  const name = (value as { name?: unknown }).name
  if (typeof name === 'string') return name
  throw fail('SLUICE-EXPRESSION-TYPE', 'The expression gave something that is not a value.')
}

function plainList(list: readonly unknown[], budget: Budget): readonly unknown[] {
  let copy: unknown[] | null = null
  for (let index = 0; index < list.length; index++) {
    const plain = plainPart(list[index], budget)
    if (plain === list[index]) continue
    copy ??= [...list]
    copy[index] = plain
  }
  return copy ?? list
}

function plainFields(fields: Record<string, unknown>, budget: Budget): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null
  for (const name of Object.keys(fields)) {
    const plain = plainPart(fields[name], budget)
    if (plain === fields[name]) continue
    copy ??= { ...fields }
    Object.defineProperty(copy, name, { value: plain, enumerable: true, writable: true, configurable: true })
  }
  return copy ?? fields
}

function tooLarge() {
  return fail('SLUICE-EXPRESSION-LIMIT', 'The result of the expression is too large.')
}
