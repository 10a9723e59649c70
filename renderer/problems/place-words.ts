import type { Place } from '../../shared/graph/diagnostic.ts'
import { toText } from '../../shared/graph/explain.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import { findNode } from '../model/lookup.ts'

/** Where a problem sits, as a person would say it: `Large order? · predicate`, `Read → Parse`, `Settings`. */
export function placeWords(
  document: GraphDocument,
  place: Place,
  wireWords: (document: GraphDocument, edge: string) => string,
): string {
  if (place.edge) return wireWords(document, place.edge)
  const field = place.field?.length ? toText(place.field) : null
  if (!place.node) return field ?? 'Pipeline'
  const name = findNode(document, place.node)?.name ?? place.node
  return field ? `${name} · ${field}` : name
}
