import { stringifyJson } from '../../shared/operators/lib/json.ts'
import type { TapRow } from '../../shared/run/tap.ts'
import { fieldAt } from './row-value.ts'

/** A column made from a field of the value. */
export interface FieldColumn {
  /** The path as text; also its heading. */
  readonly id: string
  readonly path: readonly string[]
}

/** A column as the table shows it. */
export interface ShownColumn extends FieldColumn {
  /** Numbers are set to the right. */
  readonly isNumeric: boolean
}

/** `['lines', '0', 'sku']` → `lines[0].sku`; names that are no identifiers are quoted, so that it reads as an expression. */
export function pathText(path: readonly string[]): string {
  return path.map((name, index) => step(name, index === 0)).join('')
}

/** The columns with one more; the same list when it is there already. */
export function addColumn(columns: readonly FieldColumn[], path: readonly string[]): readonly FieldColumn[] {
  const id = pathText(path)
  return path.length === 0 || columns.some((column) => column.id === id) ? columns : [...columns, { id, path }]
}

export function removeColumn(columns: readonly FieldColumn[], id: string): readonly FieldColumn[] {
  return columns.filter((column) => column.id !== id)
}

/** Moves a column before another one, or to the end when `before` is null. */
export function moveColumn(columns: readonly FieldColumn[], id: string, before: string | null): readonly FieldColumn[] {
  const moved = columns.find((column) => column.id === id)
  if (!moved || id === before) return columns
  const others = removeColumn(columns, id)
  const at = before === null ? others.length : others.findIndex((column) => column.id === before)
  return others.toSpliced(at === -1 ? others.length : at, 0, moved)
}

export interface Cell {
  readonly text: string
  readonly isNumber: boolean
}

/** What a field column shows of a row: a dash when the row has no such field. */
export function cellOf(row: TapRow, column: FieldColumn): Cell {
  const value = fieldAt(row, column.path)
  if (value === undefined) return { text: '—', isNumber: false }
  if (typeof value === 'number' || typeof value === 'bigint')
    return { text: value.toLocaleString('en-US', { maximumFractionDigits: 20 }), isNumber: true }
  return { text: typeof value === 'string' ? value : stringifyJson(value), isNumber: false }
}

/** Paths that rows really have, for the column menu: of the newest rows, leaves only, at most `limit`. */
export function pathsIn(rows: readonly TapRow[], limit = 60): string[][] {
  const found = new Map<string, string[]>()
  for (const row of rows) collect(fieldAt(row, []), [], found, limit)
  return [...found.values()]
}

function collect(value: unknown, path: string[], found: Map<string, string[]>, limit: number): void {
  if (found.size >= limit || path.length > 4) return
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (isRecord) for (const [name, member] of Object.entries(value)) collect(member, [...path, name], found, limit)
  else if (path.length > 0) found.set(pathText(path), path)
}

function step(name: string, isFirst: boolean): string {
  if (/^(0|[1-9]\d*)$/.test(name)) return `[${name}]`
  if (/^[A-Za-z_]\w*$/.test(name)) return isFirst ? name : `.${name}`
  return `[${JSON.stringify(name)}]`
}
