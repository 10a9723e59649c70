import type { FileFindings } from './file-findings.ts'
import { asDiagnostics } from './live-findings.ts'
import { summarise } from './summary.ts'

/** One object: `{ files: [{ file, diagnostics, live? }], summary: { errors, warnings, notes } }`; live looks count too. */
export function formatDiagnosticsAsJson(files: readonly FileFindings[]): string {
  const summary = summarise(files.flatMap((file) => [...file.diagnostics, ...asDiagnostics(file.live ?? [])]))
  return `${JSON.stringify({ files, summary }, null, 2)}\n`
}
