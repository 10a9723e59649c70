import { isAbsolute, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import type { FileFindings } from './file-findings.ts'
import { asDiagnostics } from './live-findings.ts'

/** SARIF 2.1.0, which code hosts and editors show beside the lines. */
export function formatDiagnosticsAsSarif(given: readonly FileFindings[]): string {
  const files = given.map(({ file, diagnostics, live = [] }) => ({
    file,
    diagnostics: [...diagnostics, ...asDiagnostics(live)],
  }))
  const codes = [...new Set(files.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].sort()
  const results = files.flatMap(({ file, diagnostics }) =>
    diagnostics.map((found) => toResult(toUri(file), found, codes.indexOf(found.code))),
  )
  const rules = codes.map((id) => ({ id, help: { text: `docs/errors.md explains ${id}.` } }))
  const run = { tool: { driver: { name: 'Sluice', rules } }, columnKind: 'utf16CodeUnits', results }
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }
  return `${JSON.stringify(log, null, 2)}\n`
}

const levels: Readonly<Record<Diagnostic['severity'], string>> = { error: 'error', warning: 'warning', info: 'note' }

function toResult(uri: string, { code, severity, message, place, fix }: Diagnostic, ruleIndex: number): object {
  const region = place.line === undefined ? {} : { region: { startLine: place.line, startColumn: place.column ?? 1 } }
  return {
    ruleId: code,
    ruleIndex,
    level: levels[severity],
    message: { text: fix === undefined ? message : `${message} Fix: ${fix.title}.` },
    locations: [{ physicalLocation: { artifactLocation: { uri }, ...region } }],
    ...(fix === undefined ? {} : { properties: { fix } }),
  }
}

/** Relative paths stay relative, so that the log means the same on another machine. */
function toUri(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href
  return file.split(sep).map(encodeURIComponent).join('/')
}
