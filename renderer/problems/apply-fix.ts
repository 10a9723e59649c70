import type { Fix } from '../../shared/graph/diagnostic.ts'
import { applyPatch } from '../../shared/graph/patch.ts'
import { replaceDocument } from '../model/commands/document.ts'
import { documents, notices } from '../model/session.ts'

/** Applies the remedy of a problem as one step for undo. One that was made for an older drawing is refused in words. */
export function applyFix(fix: Fix): void {
  const { document, apply } = documents.getState()
  try {
    apply(replaceDocument(applyPatch(document, fix.patch), fix.title))
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    notices.getState().warn('The drawing has changed since this problem was found. The list is being made anew.')
  }
}
