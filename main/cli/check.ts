import { check, hasErrors } from '../../shared/graph/check.ts'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { createLocator, type Locator } from '../../shared/graph/locate.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import type { DoctorResult } from '../../shared/run/doctor.ts'
import type { FileFindings } from './format/file-findings.ts'
import { formatDiagnosticsAsJson } from './format/json.ts'
import { hasFailed, type LiveFindings } from './format/live-findings.ts'
import { formatDiagnosticsAsSarif } from './format/sarif.ts'
import { formatDiagnosticsAsText } from './format/text.ts'
import { readPipelineFile } from './pipeline-file.ts'

/** Writes findings out; the text ends with a line break. */
export const checkFormats = {
  text: formatDiagnosticsAsText,
  json: formatDiagnosticsAsJson,
  sarif: formatDiagnosticsAsSarif,
} as const satisfies Record<string, (files: readonly FileFindings[]) => string>

export type CheckFormat = keyof typeof checkFormats

export interface CheckOptions {
  /** Looks at the connections of the files too. */
  readonly live?: boolean
  readonly set?: Readonly<Record<string, string>>
  /** Other brokers for connections, by name. */
  readonly connection?: Readonly<Record<string, string>>
}

export interface CheckOutcome {
  /** For stdout. */
  readonly output: string
  /** 2 when any file has an error, cannot be read or is no pipeline, or a live look failed; warnings alone are 0. */
  readonly exitCode: 0 | 2
}

/** `sluice check FILE…`: every problem of every file. Never throws for what a file contains. */
export async function checkFiles(
  files: readonly string[],
  format: CheckFormat = 'text',
  options: CheckOptions = {},
): Promise<CheckOutcome> {
  const findings = await Promise.all(files.map((file) => checkFile(file, options)))
  const isFaulty = findings.some(({ diagnostics, live = [] }) => hasErrors(diagnostics) || hasFailed(live))
  return { output: checkFormats[format](findings), exitCode: isFaulty ? 2 : 0 }
}

/** Everything there is to say about one file. */
export async function checkFile(file: string, options: CheckOptions = {}): Promise<FileFindings> {
  const read = await readPipelineFile(file)
  if (read.diagnostics) return { file, diagnostics: read.diagnostics }
  const text = read.text ?? ''
  const diagnostics = locateAll(check(read.document, operatorSpecs), text)
  if (options.live !== true) return { file, diagnostics }
  const { checkLive } = await import('./check-live.ts')
  const found = await checkLive(read.document, options)
  return { file, diagnostics: [...found.diagnostics, ...diagnostics], live: locateResults(found.live, text) }
}

function locateResults(live: readonly LiveFindings[], text: string): readonly LiveFindings[] {
  const locate = createLocator(text)
  return live.map(({ connection, results }) => ({
    connection,
    results: results.map((result) => ({ ...result, place: { ...result.place, ...positionOf(result, locate) } })),
  }))
}

/** What has no place in the document has no line in its text. */
function positionOf({ place }: DoctorResult, locate: Locator) {
  return place.node === undefined && place.field === undefined ? null : locate(place)
}

/** The findings with line and column in the text, from top to bottom. */
export function locateAll(diagnostics: readonly Diagnostic[], text: string): readonly Diagnostic[] {
  const locate = createLocator(text)
  return diagnostics
    .map((found) => ({ ...found, place: { ...found.place, ...locate(found.place) } }))
    .sort((a, b) => a.place.line! - b.place.line! || a.place.column! - b.place.column!)
}
