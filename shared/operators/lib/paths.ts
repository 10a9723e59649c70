/** A field path taken apart: at least one name, none of them `__proto__`. */
export type FieldPath = readonly string[]

/** Dots separate names; `\.` is a dot inside a name. */
export function parsePath(text: string): FieldPath {
  return text.split(/(?<!\\)\./).map((name) => name.replaceAll('\\.', '.'))
}

export function isFieldPath(text: string): boolean {
  return parsePath(text).every((name) => name !== '' && name !== '__proto__')
}

/** A JSON object: not a list, not bytes, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
}

/** The field at the path, by own fields only; undefined when something is missing on the way. */
export function getPath(value: unknown, path: FieldPath): unknown {
  let current = value
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined
    current = (current as Record<string, unknown>)[name]
  }
  return current
}

/** A copy with the field set. Objects along the path are copied or made, everything beside it is shared. Lists take a number. */
export function setPath<Value extends object>(value: Value, path: FieldPath, field: unknown): Value {
  return setFrom(value, path, 0, field) as Value
}

function setFrom(value: unknown, path: FieldPath, index: number, field: unknown): unknown {
  if (index === path.length) return field
  const name = path[index]!
  if (Array.isArray(value) && /^\d{1,6}$/.test(name) && Number(name) <= value.length) {
    const copy = [...value]
    copy[Number(name)] = setFrom(value[Number(name)], path, index + 1, field)
    return copy
  }
  const copy: Record<string, unknown> = isRecord(value) ? { ...value } : {}
  copy[name] = setFrom(Object.hasOwn(copy, name) ? copy[name] : undefined, path, index + 1, field)
  return copy
}

/** A copy without the field; the value itself when it is not there. */
export function removePath<Value extends object>(value: Value, path: FieldPath): Value {
  return getPath(value, path) === undefined ? value : (removeFrom(value, path, 0) as Value)
}

function removeFrom(value: unknown, path: FieldPath, index: number): unknown {
  const name = path[index]!
  if (Array.isArray(value)) {
    return index === path.length - 1
      ? value.filter((_, position) => position !== Number(name))
      : value.map((item, position) => (position === Number(name) ? removeFrom(item, path, index + 1) : item))
  }
  const { [name]: removed, ...rest } = value as Record<string, unknown>
  return index === path.length - 1 ? rest : { ...(value as object), [name]: removeFrom(removed, path, index + 1) }
}
