import type { Fix } from './diagnostic.ts'

export type PatchOperation = Fix['patch'][number]

/**
 * Applies RFC 6902 operations (`add`, `remove`, `replace`) and returns the new value; the given one stays as it is, and
 * what was not touched is shared. Throws a RangeError when a path does not exist: the value is not the one the patch was made for.
 */
export function applyPatch<T>(value: T, patch: readonly PatchOperation[]): T {
  return patch.reduce<unknown>(
    (current, operation) => applyAt(current, parsePointer(operation.path), operation),
    value,
  ) as T
}

/** `['nodes', 3, 'config']` → `/nodes/3/config` (RFC 6901). */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function parsePointer(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function applyAt(value: unknown, path: readonly string[], operation: PatchOperation): unknown {
  const [step, ...rest] = path
  if (step === undefined) return operation.value
  if (Array.isArray(value)) return applyInList(value, step, rest, operation)
  if (typeof value !== 'object' || value === null) throw missing(operation)
  const members = value as Record<string, unknown>
  if (rest.length > 0) {
    if (!Object.hasOwn(members, step)) throw missing(operation)
    return { ...members, [step]: applyAt(members[step], rest, operation) }
  }
  if (operation.op !== 'add' && !Object.hasOwn(members, step)) throw missing(operation)
  if (operation.op !== 'remove') return { ...members, [step]: operation.value }
  const { [step]: _removed, ...others } = members
  return others
}

function applyInList(
  list: readonly unknown[],
  step: string,
  rest: readonly string[],
  operation: PatchOperation,
): unknown[] {
  const index = step === '-' ? list.length : Number(step)
  const isInsert = operation.op === 'add' && rest.length === 0
  if (!Number.isInteger(index) || index < 0 || index >= list.length + (isInsert ? 1 : 0)) throw missing(operation)
  if (rest.length > 0) return list.with(index, applyAt(list[index], rest, operation))
  if (operation.op === 'replace') return list.with(index, operation.value)
  return operation.op === 'add' ? list.toSpliced(index, 0, operation.value) : list.toSpliced(index, 1)
}

function missing(operation: PatchOperation): RangeError {
  return new RangeError(`The document has no ${operation.path} to ${operation.op}.`)
}
