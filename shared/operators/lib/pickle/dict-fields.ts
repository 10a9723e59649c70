import { showName, unshowable } from './failures.ts'
import type { Budget } from './limits.ts'
import { type Dict, describeNode, type PickleNode } from './nodes.ts'
import { integerWeight } from './numbers.ts'

/**
 * Sets a field of the object as `dict[key] = value` does, and returns its name. `__proto__` is a field like any other. Throws
 * `SLUICE-PICKLE-TYPE` for keys without a text, and for keys of different types with the same text.
 */
export function setField(dict: Dict, key: PickleNode, value: unknown, budget: Budget): string {
  const isText = typeof key === 'string'
  const name = isText ? key : convert(key, budget)
  if (isText ? dict.converted?.has(name) : isTakenByText(dict, name)) throw twoKeys(name)
  if (!isText) noteConverted(dict, name)
  define(dict.fields, name, value)
  return name
}

/** In Python 1 is True, and 0 is False; a dict that was there can hold one of the two. */
const sameKey: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['true', '1'],
  ['0', 'false'],
  ['false', '0'],
])

function noteConverted(dict: Dict, name: string): void {
  const same = sameKey.get(name)
  if (same !== undefined && dict.converted?.has(same)) {
    throw unshowable(`a dict with the keys ${same} and ${name}, which are one key in Python`)
  }
  dict.converted ??= new Set()
  dict.converted.add(name)
}

function isTakenByText({ fields, converted }: Dict, name: string): boolean {
  return Object.hasOwn(fields, name) && !converted?.has(name)
}

function convert(key: PickleNode, budget: Budget): string {
  const isInteger = typeof key === 'bigint' || (typeof key === 'number' && Number.isInteger(key))
  if (!isInteger && typeof key !== 'boolean' && key !== null) {
    throw unshowable(
      `a dict with a key that is ${describeNode(key)}; keys must be str, int, bool or None to become names of fields`,
    )
  }
  if (typeof key === 'bigint') budget.takeText(integerWeight(key))
  return String(key)
}

function define(fields: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true })
  } else fields[name] = value
}

function twoKeys(text: string) {
  return unshowable(`a dict with two keys that both become the name \`${showName(text)}\``)
}
