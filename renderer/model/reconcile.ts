import { isDraft, original } from 'immer'

/**
 * `next`, with every part that equals the same part of `previous` replaced by the very object it had there, so that
 * whoever compares by identity sees only what changed. List members are matched by `id` where they have one.
 */
export function reconcile(previous: unknown, next: unknown): unknown {
  const old = isDraft(previous) ? original(previous) : previous
  const joined = join(old, next)
  return joined === old ? previous : joined
}

function join(old: unknown, next: unknown): unknown {
  if (Object.is(old, next)) return old
  if (Array.isArray(old) && Array.isArray(next)) return joinLists(old, next)
  if (isRecord(old) && isRecord(next)) return joinRecords(old, next)
  return next
}

function joinLists(old: unknown[], next: unknown[]): unknown[] {
  const byId = new Map(old.filter(hasId).map((item) => [item.id, item]))
  const joined = next.map((item, index) => join(hasId(item) ? byId.get(item.id) : old[index], item))
  return joined.length === old.length && joined.every((item, index) => item === old[index]) ? old : joined
}

function joinRecords(old: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  const joined = Object.fromEntries(Object.entries(next).map(([key, value]) => [key, join(old[key], value)]))
  const keys = Object.keys(joined)
  const same =
    keys.length === Object.keys(old).length && keys.every((key) => Object.hasOwn(old, key) && old[key] === joined[key])
  return same ? old : joined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function hasId(value: unknown): value is { id: string } {
  return isRecord(value) && typeof value.id === 'string'
}
