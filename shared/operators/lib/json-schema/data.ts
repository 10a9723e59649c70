/** A value as a JSON Schema sees it, and how many parts it has. */
export interface SchemaData {
  readonly value: unknown
  readonly parts: number
}

/**
 * Integers beyond 2^53 as the nearest number, bytes as base64 text; everything else, and a value without such parts, is the same and
 * not copied. Throws a RangeError for a value nested deeper than the stack.
 */
export function schemaData(value: unknown): SchemaData {
  const parts = countParts(value)
  if (parts < needsCopy) return { value, parts }
  const counter = { parts: 0 }
  return { value: plain(value, counter), parts: counter.parts }
}

/** More than any value has. What a part counts for that a schema does not see as it is. */
const needsCopy = 2 ** 40

/** Counts what an object inherits too: going by `for in` is several times as fast, and one more does no harm. */
function countParts(value: unknown): number {
  if (typeof value !== 'object' || value === null) return countLeaf(value)
  if (ArrayBuffer.isView(value)) return needsCopy
  let parts = 1
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) parts += countPart(value[index])
    return parts
  }
  for (const name in value) parts += countPart((value as Record<string, unknown>)[name])
  return parts
}

function countPart(value: unknown): number {
  return typeof value === 'object' && value !== null ? countParts(value) : countLeaf(value)
}

function countLeaf(value: unknown): number {
  return typeof value === 'bigint' ? needsCopy : 1
}

function plain(value: unknown, counter: { parts: number }): unknown {
  counter.parts++
  if (typeof value === 'bigint') return Number(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return base64(value)
  return Array.isArray(value) ? plainList(value, counter) : plainFields(value as Record<string, unknown>, counter)
}

function plainList(list: readonly unknown[], counter: { parts: number }): unknown {
  let copy: unknown[] | null = null
  for (let index = 0; index < list.length; index++) {
    const item = plain(list[index], counter)
    if (item === list[index] || Number.isNaN(item)) continue
    copy ??= [...list]
    copy[index] = item
  }
  return copy ?? list
}

function plainFields(fields: Readonly<Record<string, unknown>>, counter: { parts: number }): unknown {
  let copy: Record<string, unknown> | null = null
  for (const name of Object.keys(fields)) {
    const item = plain(fields[name], counter)
    if (item === fields[name] || Number.isNaN(item)) continue
    copy ??= { ...fields }
    Object.defineProperty(copy, name, { value: item, enumerable: true, writable: true, configurable: true })
  }
  return copy ?? fields
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
