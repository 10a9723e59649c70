import { check, hasErrors } from './check.ts'
import type { Diagnostic } from './diagnostic.ts'
import type { Specs } from './drawing.ts'
import { type ParameterValues, resolveDocument, resolveWithoutSecrets } from './parameters.ts'
import type { GraphDocument } from './schema.ts'
import { expandSubflows, withinMark } from './subflows/expand.ts'

export type Prepared =
  | {
      /** Every placeholder filled, secrets too: hand it to the engine, show it to nobody. */
      readonly document: GraphDocument
      /** Warnings and notes. */
      readonly diagnostics: readonly Diagnostic[]
    }
  | { readonly document: null; readonly diagnostics: readonly Diagnostic[] }

/**
 * Makes a document ready to start: puts the values in and checks the result, in one call. Secrets are put in last, so that no finding
 * can quote one.
 */
export function prepareDocument(document: GraphDocument, specs: Specs, values: ParameterValues = {}): Prepared {
  if (document.subflows !== undefined) return prepareWithSubflows(document, specs, values)
  return fillAndCheck(document, values, (visible) => check(visible, specs))
}

function fillAndCheck(
  document: GraphDocument,
  values: ParameterValues,
  judge: (visible: GraphDocument) => readonly Diagnostic[],
): Prepared {
  const visible = resolveWithoutSecrets(document, values)
  if (visible.diagnostics) return { document: null, diagnostics: visible.diagnostics }
  const diagnostics = judge(visible.document)
  if (hasErrors(diagnostics)) return { document: null, diagnostics }
  const complete = resolveDocument(document, values)
  return complete.document
    ? { document: complete.document, diagnostics }
    : { document: null, diagnostics: complete.diagnostics }
}

/** Checked as it was drawn first, for the places people know; then once more with the subflows put in. */
function prepareWithSubflows(document: GraphDocument, specs: Specs, values: ParameterValues): Prepared {
  const diagnostics = check(document, specs)
  if (hasErrors(diagnostics)) return { document: null, diagnostics }
  const expanded = fillAndCheck(expandSubflows(document), values, (visible) =>
    check(visible, specs).filter(({ code }) => code !== 'SLUICE-NODE-ID'),
  )
  if (expanded.document !== null) return { document: expanded.document, diagnostics }
  return { document: null, diagnostics: expanded.diagnostics.map(atUsingNode) }
}

/** A step inside a subflow is not in the document; the step that uses the subflow is. */
function atUsingNode(found: Diagnostic): Diagnostic {
  const { node } = found.place
  if (!node?.includes(withinMark)) return found
  return { ...found, place: { node: node.slice(0, node.indexOf(withinMark)) } }
}
