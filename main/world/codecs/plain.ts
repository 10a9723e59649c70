/**
 * What a library decoded, as plain data: records without their classes, bytes as Uint8Array, whole numbers as number where a
 * number can hold them.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value === 'bigint') return narrow(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Uint8Array) return new Uint8Array(value)
  if (Array.isArray(value)) return value.map((item) => toPlain(item))
  return fromEntries(Object.entries(value).map(([key, member]) => [key, toPlain(member)]))
}

/** The other way: `convert` sees every value that is no array and no plain object. */
export function mapLeaves(value: unknown, convert: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => mapLeaves(item, convert))
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return convert(value)
  return fromEntries(Object.entries(value).map(([key, member]) => [key, mapLeaves(member, convert)]))
}

function narrow(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

/** A key `__proto__` in a payload is a key like any other. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries)
}
