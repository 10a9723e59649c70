import type { NativeMessage } from './addon.ts'

/**
 * Properties as a plain object; null when they cannot be read. The addon keeps them as text keys of an array, so a property named
 * `length` sets the array's length, and where its value is none the addon throws, at every delivery of that message.
 */
export function readProperties(message: NativeMessage): Readonly<Record<string, string>> | null {
  try {
    const array = message.getProperties()
    const entries = Object.entries(array) as [string, string][]
    const length = lengthProperty(array, entries)
    return Object.fromEntries(length === null ? entries : [...entries, ['length', length]])
  } catch {
    return null
  }
}

/** An array that is longer than its greatest index says was told so by a property. */
function lengthProperty(array: object, entries: readonly (readonly [string, string])[]): string | null {
  const { length } = array as { readonly length?: unknown }
  if (!Array.isArray(array) || length === 0) return null
  const own = entries.reduce((most, [name]) => (isIndex(name) ? Math.max(most, Number(name) + 1) : most), 0)
  return length === own ? null : String(length)
}

function isIndex(name: string): boolean {
  const index = Number(name)
  return String(index) === name && Number.isInteger(index) && index >= 0 && index < 2 ** 32 - 1
}
