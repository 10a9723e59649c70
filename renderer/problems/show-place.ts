import type { Place } from '../../shared/graph/diagnostic.ts'
import { focusWishes } from '../inspector/focus-store.ts'
import { selection, view } from '../model/session.ts'

/** Selects what a problem is about, opens the inspector there, and puts the caret into the field. */
export function showPlace({ node, edge, field }: Place): void {
  const { select, clear } = selection.getState()
  if (node) select({ nodes: [node] })
  else if (edge) select({ edges: [edge] })
  else clear()
  view.getState().showInspector()
  if (!edge) focusWishes.setState({ wish: { node: node ?? null, field: field ?? [] } })
}
