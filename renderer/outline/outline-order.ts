import type { GraphDocument } from '../../shared/graph/schema.ts'
import { edgesInto, edgesOutOf, nodeOfEnd, type Position, positionOf } from '../model/lookup.ts'

/** One line of the outline: a step, and how deep it stands below its source. */
export interface OutlineRow {
  readonly id: string
  readonly level: number
}

/**
 * The steps in reading order, from sources to sinks: each below the first step that feeds it. Every step stands once;
 * what cannot be reached from a source (a loop) comes last.
 */
export function outlineRows(document: GraphDocument): OutlineRow[] {
  const rows: OutlineRow[] = []
  const seen = new Set<string>()
  const visit = (id: string, level: number) => {
    if (seen.has(id)) return
    seen.add(id)
    rows.push({ id, level })
    const next = edgesOutOf(document, id).map((edge) => nodeOfEnd(edge.to))
    for (const child of inReadingOrder(
      document,
      next.filter((end) => end !== null),
    ))
      visit(child, level + 1)
  }
  const ids = inReadingOrder(
    document,
    document.nodes.map((node) => node.id),
  )
  for (const id of ids) if (edgesInto(document, id).length === 0) visit(id, 1)
  for (const id of ids) visit(id, 1)
  return rows
}

function inReadingOrder(document: GraphDocument, ids: readonly string[]): string[] {
  const place = (id: string): Position => positionOf(document, id)
  return [...ids].sort((a, b) => place(a).y - place(b).y || place(a).x - place(b).x)
}
