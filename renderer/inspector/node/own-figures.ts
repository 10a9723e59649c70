import { formatCount } from '../../ui/format.ts'

/** One figure of an operator's report, and the names that lead to it. */
export interface ReportLine {
  readonly path: readonly string[]
  readonly value: unknown
}

/** Lines shown, at most: a report by topic may have many. */
const mostLines = 40

/** A report laid flat, in its own order. */
export function reportLines(report: unknown, path: readonly string[] = []): readonly ReportLine[] {
  if (typeof report !== 'object' || report === null) return path.length === 0 ? [] : [{ path, value: report }]
  const lines = Object.entries(report).flatMap(([name, value]) => reportLines(value, [...path, name]))
  return path.length === 0 ? lines.slice(0, mostLines) : lines
}

export function figureText(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? formatCount(value) : String(Math.round(value * 1_000) / 1_000)
  }
  return value === null || value === undefined ? '—' : String(value)
}
