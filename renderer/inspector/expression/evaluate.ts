import { toFailure } from '../../../shared/ipc/failure.ts'
import { createMessage, createOrigin, type Message } from '../../../shared/message.ts'
import { stringifyJson } from '../../../shared/operators/lib/json.ts'
import type { TapRow } from '../../../shared/run/tap.ts'
import { bytesOf, fieldAt, readValue } from '../../messages/row-value.ts'
import { visibleLine } from '../../messages/visible-text.ts'
import type { Evaluate } from './language.ts'

/** What an expression gives for one message. */
export interface Trial {
  /** Which message: its id or key, and the fields the expression looks at. */
  readonly label: string
  readonly outcome: 'true' | 'false' | 'value' | 'error' | 'unknown'
  /** The value, or the sentence of the error. */
  readonly result: string
}

/** Tries an expression on rows, in their order. */
export function tryOn(rows: readonly TapRow[], evaluate: Evaluate, text: string): Trial[] {
  const paths = pathsIn(text)
  return rows.map((row) => ({ label: labelOf(row, paths), ...resultOf(row, evaluate) }))
}

/** The message a row shows, as far as its preview goes: text that came as bytes is bytes here too. */
export function messageFrom(row: TapRow): Message {
  const isBytes = row.value.form === 'base64' || row.value.form === 'text'
  const value = isBytes ? bytesOf(row.value) : readValue(row.value).value
  const origin = createOrigin(row.topic ?? row.origin, row.messageId, {
    publishTime: row.publishTime,
    redeliveryCount: row.redeliveryCount,
  })
  const { topic, key, properties, eventTime, failure } = row
  return createMessage(value, origin, { topic, key, properties, eventTime, failure: failure ?? null })
}

function resultOf(row: TapRow, evaluate: Evaluate): Pick<Trial, 'outcome' | 'result'> {
  if (row.value.truncated) return { outcome: 'unknown', result: 'too large to try here' }
  try {
    const value = evaluate(messageFrom(row))
    if (typeof value === 'boolean') return { outcome: value ? 'true' : 'false', result: String(value) }
    return { outcome: 'value', result: shown(value) }
  } catch (error) {
    return { outcome: 'error', result: visibleLine(withoutQuote(toFailure(error).message)) }
  }
}

/** `value.total: no such field` without the expression that stands right above it. */
function withoutQuote(message: string): string {
  return message.replace(/^`[^`]*`: /, '')
}

function labelOf(row: TapRow, paths: readonly (readonly string[])[]): string {
  const name = idIn(row) ?? row.key ?? row.messageId
  const short = name.length > 16 ? `${name.slice(0, 12)}…` : name
  const fields = paths.slice(0, 2).flatMap((path) => {
    const value = fieldAt(row, path)
    return value === undefined || String(value) === name ? [] : [`${path.at(-1)} ${shown(value)}`]
  })
  return visibleLine([short, ...fields].join(' · '))
}

/** The first field that looks like an id. */
function idIn(row: TapRow): string | null {
  const { value } = readValue(row.value)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const found = Object.entries(value).find(([name, member]) => /(^|_)id$|Id$/.test(name) && typeof member !== 'object')
  return found ? String(found[1]) : null
}

/** The paths below `value` that an expression names. */
function pathsIn(text: string): string[][] {
  const found = [...text.matchAll(/\bvalue((?:\.[A-Za-z_]\w*)+)(?!\w|\s*\()/g)].map((match) => match[1]!.slice(1))
  return [...new Set(found)].map((path) => path.split('.'))
}

function shown(value: unknown): string {
  const text = value instanceof Uint8Array ? `${value.length} bytes` : stringifyJson(value)
  return visibleLine(text.length > 60 ? `${text.slice(0, 59)}…` : text)
}
