import { fail } from '../../ipc/failure.ts'

/** How lines become values, and values lines. */
export const rowFormats = ['ndjson', 'csv', 'lines', 'messages'] as const
export type RowFormat = (typeof rowFormats)[number]

export const rowFormatTitles: Record<RowFormat, string> = {
  ndjson: 'JSON, one value a line',
  csv: 'CSV with a header',
  lines: 'Lines of text',
  messages: 'Whole messages as JSON',
}

/**
 * Cuts text into rows as it comes. A row ends at a line feed, in CSV not at one between quotes; a carriage return before it goes with
 * it. Longer rows than `maxLength` characters are given as null, once.
 */
export class RowCutter {
  private readonly quotes: boolean
  private readonly maxLength: number
  private rest = ''
  private isQuoted = false
  private skipping = false

  constructor(format: RowFormat, maxLength: number) {
    this.quotes = format === 'csv'
    this.maxLength = maxLength
  }

  push(text: string): (string | null)[] {
    const rows: (string | null)[] = []
    let start = 0
    for (let index = 0; index < text.length; index++) {
      const character = text.charCodeAt(index)
      if (this.quotes && character === 34) this.isQuoted = !this.isQuoted
      if (character !== 10 || this.isQuoted) continue
      this.take(this.rest + text.slice(start, index), rows)
      this.rest = ''
      start = index + 1
    }
    this.rest += text.slice(start)
    if (this.rest.length > this.maxLength) {
      if (!this.skipping) rows.push(null)
      this.skipping = true
      this.rest = ''
    }
    return rows
  }

  /** What stands after the last line feed. */
  end(): (string | null)[] {
    const rows: (string | null)[] = []
    if (this.rest !== '') this.take(this.rest, rows)
    this.rest = ''
    this.isQuoted = false
    return rows
  }

  private take(row: string, rows: (string | null)[]): void {
    if (this.skipping) this.skipping = false
    else if (row.length > this.maxLength) rows.push(null)
    else rows.push(row.endsWith('\r') ? row.slice(0, -1) : row)
  }
}

/** The fields of one CSV row by RFC 4180: commas, quotes around fields, two quotes for one inside. */
export function parseCsvRow(row: string): string[] {
  const fields: string[] = []
  let at = 0
  for (;;) {
    if (row[at] === '"') {
      const end = closingQuote(row, at)
      fields.push(row.slice(at + 1, end).replaceAll('""', '"'))
      at = end + 1
      if (at < row.length && row[at] !== ',') {
        throw fail('SLUICE-FILE-CSV', `After the quote at character ${at} there must be a comma or the end of the row.`)
      }
    } else {
      const comma = row.indexOf(',', at)
      const end = comma < 0 ? row.length : comma
      fields.push(row.slice(at, end))
      at = end
    }
    if (at >= row.length) return fields
    at++
  }
}

function closingQuote(row: string, open: number): number {
  for (let at = row.indexOf('"', open + 1); at >= 0; at = row.indexOf('"', at + 2)) if (row[at + 1] !== '"') return at
  throw fail('SLUICE-FILE-CSV', `The quote at character ${open + 1} is not closed.`)
}

/** One CSV row; a field is quoted when it must be. */
export function formatCsvRow(fields: readonly string[]): string {
  return fields.map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(',')
}
