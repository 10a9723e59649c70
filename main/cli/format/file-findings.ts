import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import type { LiveFindings } from './live-findings.ts'

/** What was found in one file, with lines and columns, in the order of the text. */
export interface FileFindings {
  /** As it was named on the command line. */
  readonly file: string
  readonly diagnostics: readonly Diagnostic[]
  /** With `--live`: what was found on its connections. */
  readonly live?: readonly LiveFindings[]
}
