import { toCanonicalText } from '../../shared/graph/canonical.ts'
import { parseDocument } from '../../shared/graph/parse.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { fail } from '../../shared/ipc/failure.ts'

/** The text of a file: canonical, so that a diff shows what changed. */
export function writeDocument(document: GraphDocument): string {
  return toCanonicalText(document)
}

/** Reads a file's text. Throws a Failure that says what is wrong with it, where, and how much more is. */
export function readDocument(text: string): GraphDocument {
  const { document, diagnostics } = parseDocument(text)
  if (document) return document
  const [first] = diagnostics
  const line = first?.place.line === undefined ? '' : ` (line ${first.place.line})`
  const more = diagnostics.length > 1 ? ` There are ${diagnostics.length - 1} more problems.` : ''
  throw fail(first?.code ?? 'SLUICE-FILE-FORMAT', `${first?.message}${line}${more}`, { detail: { diagnostics } })
}
