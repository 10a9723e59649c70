import { stringifyJson } from '../../shared/operators/lib/json.ts'
import type { TapRow } from '../../shared/run/tap.ts'
import { cellOf, type FieldColumn } from './columns.ts'
import { readValue } from './row-value.ts'

/** One JSON object a line, with everything that is known of each row. A cut value is given as text and marked. */
export function toNdjson(rows: readonly TapRow[]): string {
  return rows.map((row) => `${stringifyJson(record(row))}\n`).join('')
}

/**
 * Comma-separated with a heading, as RFC 4180 has it: time, key, the chosen columns, value, topic, failure. A text that a
 * spreadsheet would take for a formula gets an apostrophe before it.
 */
export function toCsv(rows: readonly TapRow[], columns: readonly FieldColumn[]): string {
  const heading = ['time', 'key', ...columns.map((column) => column.id), 'value', 'topic', 'failure']
  const lines = rows.map((row) => [
    new Date(row.at).toISOString(),
    row.key ?? '',
    ...columns.map((column) => plainCell(row, column)),
    row.value.text,
    row.topic ?? '',
    row.failure?.message ?? '',
  ])
  return [heading, ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('')
}

function record(row: TapRow): Record<string, unknown> {
  const { seq: _, value, at, eventTime, publishTime, ...rest } = row
  const { value: decoded, isWhole } = readValue(value)
  return {
    time: new Date(at).toISOString(),
    publishTime: publishTime === 0 ? null : new Date(publishTime).toISOString(),
    eventTime: eventTime === null ? null : new Date(eventTime).toISOString(),
    ...rest,
    ...(isWhole && decoded !== undefined
      ? { value: decoded }
      : { [value.form]: value.text, truncated: value.truncated, size: value.size }),
  }
}

function plainCell(row: TapRow, column: FieldColumn): string {
  const { text, isNumber } = cellOf(row, column)
  if (isNumber) return text.replaceAll(',', '')
  return text === '—' ? '' : text
}

function quote(text: string): string {
  const isFormula = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text))
  const safe = isFormula ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
