/**
 * What may cross between the engine and the code's process: plain data, as states are. JSON's own values travel as JSON text,
 * which measured five times as fast as cloning them; the rest of plain data (bigint, bytes, undefined, NaN) is cloned.
 */
export const Form = { json: 0, cloned: 1, foreign: 2 } as const
export type Form = (typeof Form)[keyof typeof Form]

/** Levels of lists and objects inside each other, at most. Also what ends the walk through a value that holds itself. */
const maxDepth = 100

/** How a value can cross; `foreign` for one that cannot. */
export function formOf(value: unknown, depth = 0): Form {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return Form.json
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? Form.json : Form.cloned
    case 'bigint':
    case 'undefined':
      return Form.cloned
    case 'object':
      return value === null ? Form.json : formOfObject(value, depth)
    case 'function':
    case 'symbol':
      return Form.foreign
  }
}

function formOfObject(value: object, depth: number): Form {
  if (depth >= maxDepth) return Form.foreign
  if (Array.isArray(value)) return formOfAll(value, depth)
  if (value instanceof Uint8Array) return Form.cloned
  return isPlain(value) ? formOfFields(value as Record<string, unknown>, depth) : Form.foreign
}

function formOfAll(values: readonly unknown[], depth: number): Form {
  let worst: Form = Form.json
  for (let index = 0; index < values.length && worst !== Form.foreign; index++) {
    const form = formOf(values[index], depth + 1)
    if (form > worst) worst = form
  }
  return worst
}

function formOfFields(value: Record<string, unknown>, depth: number): Form {
  let worst: Form = Form.json
  for (const name of Object.keys(value)) {
    const form = formOf(value[name], depth + 1)
    if (form > worst) worst = form
    if (worst === Form.foreign) break
  }
  return worst
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Of a foreign value: what of it is not plain data, in words. `path` is what the value is called. */
export function describeForeign(value: unknown, path: string): string {
  return findForeign(value, path, 0) ?? `${path} is not plain data`
}

function findForeign(value: unknown, path: string, depth: number): string | null {
  if (typeof value === 'function' || typeof value === 'symbol') return `${path} is a ${typeof value}`
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return null
  if (depth >= maxDepth) return `${rootOf(path)} is nested more than ${maxDepth} levels deep, or holds itself`
  const isList = Array.isArray(value)
  if (!isList && !isPlain(value)) return `${path} is ${nameOf(value)}`
  for (const [name, part] of Object.entries(value)) {
    const found = findForeign(part, isList ? `${path}[${name}]` : `${path}.${name}`, depth + 1)
    if (found !== null) return found
  }
  return null
}

function rootOf(path: string): string {
  return path.split(/[.[]/, 1)[0] as string
}

function nameOf(value: object): string {
  const made: unknown = value.constructor
  return typeof made === 'function' && made.name !== '' ? `a ${made.name}` : 'an instance of a class'
}

/** The same value with bytes of its own, for one that is kept: what was received shares its bytes with all that came along. */
export function withOwnBytes(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice()
  if (Array.isArray(value)) return value.map(withOwnBytes)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withOwnBytes(part)]))
}
