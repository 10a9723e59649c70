import { parseJson } from '../../shared/operators/lib/json.ts'
import type { Preview, TapRow } from '../../shared/run/tap.ts'
import { completeCutJson } from './cut-json.ts'

/** What a row's preview holds. `value` is undefined when it is no JSON (any more). */
export interface RowValue {
  readonly value: unknown
  /** False when the preview was cut, so that fields may be missing. */
  readonly isWhole: boolean
}

const read = new WeakMap<Preview, RowValue>()

/** The decoded value of a preview; parsed when first asked for. Bytes that are text are read as JSON where they are JSON, as the engine's filter does. */
export function readValue(preview: Preview): RowValue {
  const known = read.get(preview)
  if (known) return known
  const value = { value: decode(preview), isWhole: !preview.truncated }
  read.set(preview, value)
  return value
}

/** The field of a row's value at a path of names and indexes; undefined when it is not there. */
export function fieldAt(row: TapRow, path: readonly string[]): unknown {
  return path.reduce<unknown>((current, name) => {
    const isObject = typeof current === 'object' && current !== null
    return isObject && Object.hasOwn(current, name) ? (current as Record<string, unknown>)[name] : undefined
  }, readValue(row.value).value)
}

/** The payload's bytes, as far as the preview goes. */
export function bytesOf({ form, text }: Preview): Uint8Array {
  if (form === 'null') return new Uint8Array()
  if (form !== 'base64') return new TextEncoder().encode(text)
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}

function decode({ form, text, truncated }: Preview): unknown {
  if (form === 'null') return null
  if (form === 'base64') return undefined
  const otherwise = form === 'text' ? text : undefined
  if (form === 'text' && !/^\s*[{[]/.test(text)) return text
  const json = truncated ? completeCutJson(text) : text
  try {
    return json === null ? otherwise : parseJson(json)
  } catch {
    return otherwise
  }
}
