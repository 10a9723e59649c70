/** What the language has in Electron 45 and lacks in V8 8.3, as much of each as the product uses. In the main process and in the page. */

export function define(holder: object, name: string, value: unknown): void {
  if (!(name in holder)) Object.defineProperty(holder, name, { value, configurable: true, writable: true })
}

type Test = (value: unknown, index: number) => boolean

function at(this: ArrayLike<unknown>, index: number): unknown {
  return this[index < 0 ? this.length + index : index]
}

function findLastIndex(this: unknown[], test: Test): number {
  for (let index = this.length - 1; index >= 0; index -= 1) if (test(this[index], index)) return index
  return -1
}

define(String.prototype, 'at', at)
define(String.prototype, 'replaceAll', function (this: string, from: string | RegExp, to: string) {
  return typeof from === 'string' ? this.split(from).join(to) : this.replace(from, to)
})

define(Array.prototype, 'at', at)
define(Array.prototype, 'findLastIndex', findLastIndex)
define(Array.prototype, 'findLast', function (this: unknown[], test: Test) {
  return this[findLastIndex.call(this, test)]
})
define(Array.prototype, 'toSorted', function (this: unknown[], order?: (a: unknown, b: unknown) => number) {
  return [...this].sort(order)
})
define(Array.prototype, 'toReversed', function (this: unknown[]) {
  return [...this].reverse()
})
define(Array.prototype, 'toSpliced', function (this: unknown[], start: number, removed: number, ...added: unknown[]) {
  const copy = [...this]
  copy.splice(start, removed, ...added)
  return copy
})
define(Array.prototype, 'with', function (this: unknown[], index: number, value: unknown) {
  const copy = [...this]
  copy[index < 0 ? copy.length + index : index] = value
  return copy
})

define(Map, 'groupBy', (values: Iterable<unknown>, keyOf: (value: unknown) => unknown) => {
  const groups = new Map<unknown, unknown[]>()
  for (const value of values) {
    const key = keyOf(value)
    groups.set(key, [...(groups.get(key) ?? []), value])
  }
  return groups
})
define(Object, 'hasOwn', (holder: object, name: string) => Object.getOwnPropertyDescriptor(holder, name) !== undefined)
define(globalThis, 'structuredClone', (value: unknown) => JSON.parse(JSON.stringify(value)))
