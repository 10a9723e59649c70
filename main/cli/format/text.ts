import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import type { FileFindings } from './file-findings.ts'
import { formatLiveAsText } from './live-text.ts'
import { printable } from './printable.ts'
import { summarise } from './summary.ts'

/** One line a finding, as compilers do: `file:line:column severity CODE sentence`, below it the fix, then a count, then what is live. */
export function formatDiagnosticsAsText(files: readonly FileFindings[]): string {
  const lines = files.flatMap(({ file, diagnostics }) => diagnostics.flatMap((found) => toLines(file, found)))
  const gap = lines.length > 0 ? [''] : []
  const live = files.map((file) => formatLiveAsText(file)).join('')
  return `${[...lines, ...gap, countLine(files)].join('\n')}\n${live}`
}

function toLines(file: string, { severity, code, message, place, fix }: Diagnostic): readonly string[] {
  const position = place.line === undefined ? '' : `:${place.line}:${place.column ?? 1}`
  const line = `${printable(file)}${position} ${severity} ${code} ${printable(message)}`
  return fix === undefined ? [line] : [line, `    fix: ${printable(fix.title)}`]
}

function countLine(files: readonly FileFindings[]): string {
  const { errors, warnings, notes } = summarise(files.flatMap((file) => file.diagnostics))
  const parts = [plural(errors, 'error'), plural(warnings, 'warning'), plural(notes, 'note')].filter(
    (part) => part !== '',
  )
  const where = files.length === 1 ? '' : ` in ${files.length} files`
  return parts.length === 0 ? `No problems${where}.` : `${parts.join(', ')}${where}.`
}

function plural(count: number, word: string): string {
  return count === 0 ? '' : count === 1 ? `1 ${word}` : `${count} ${word}s`
}
