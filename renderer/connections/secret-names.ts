import { isPlaceholder, mapTexts, readPlaceholders } from '../../shared/graph/placeholders.ts'
import type { GraphDocument } from '../../shared/graph/schema.ts'

/** The names of all secrets that the texts of a document speak of, sorted, each once. */
export function secretNames(document: GraphDocument): readonly string[] {
  const names = new Set<string>()
  mapTexts(document, (text) => {
    for (const part of readPlaceholders(text)) {
      if (isPlaceholder(part) && part.kind === 'secret') names.add(part.name)
    }
    return text
  })
  return [...names].sort()
}
