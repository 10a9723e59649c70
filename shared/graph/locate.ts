import type { Place } from './diagnostic.ts'
import { type Mark, readJson } from './json-reader.ts'
import { edgeId } from './schema.ts'

/** Both 1-based; columns count UTF-16 code units, as editors do. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** Where in a text a place of the document stands; null when the text cannot be read. */
export type Locator = (place: Place) => Position | null

/** Where `place` stands in `text`. For many places of one text make a `createLocator` once. */
export function locate(text: string, place: Place): Position | null {
  return createLocator(text)(place)
}

/** Reads the text once. A place that is not in the text is shown at the nearest part around it that is. */
export function createLocator(text: string): Locator {
  const reading = readJson(text, { depth: 64 })
  if (reading.problem) return () => null
  const lineStarts = findLineStarts(text)
  const nodes = indexItems(reading.value, 'nodes', (node) => node.id)
  const edges = indexItems(reading.value, 'edges', ({ from, to }) =>
    typeof from === 'string' && typeof to === 'string' ? edgeId({ from, to }) : null,
  )
  const pathOf = ({ node, edge, field = [] }: Place): readonly (string | number)[] => {
    if (node !== undefined) return ['nodes', nodes.get(node) ?? -1, ...(field.length > 0 ? ['config', ...field] : [])]
    return edge === undefined ? field : ['edges', edges.get(edge) ?? -1]
  }
  return (place) => positionAt(lineStarts, find(reading.mark, pathOf(place)).offset)
}

/** The position of an offset. For a single use; `createLocator` keeps its line table. */
export function positionOf(text: string, offset: number): Position {
  return positionAt(findLineStarts(text), offset)
}

/** Where in a list the first item of each name stands. */
function indexItems(
  document: unknown,
  list: string,
  nameOf: (item: Record<string, unknown>) => unknown,
): ReadonlyMap<string, number> {
  const items = (document as Record<string, unknown> | null)?.[list]
  const indexes = new Map<string, number>()
  for (const [index, item] of (Array.isArray(items) ? items : []).entries()) {
    if (typeof item !== 'object' || item === null) continue
    const name = nameOf(item)
    if (typeof name === 'string' && !indexes.has(name)) indexes.set(name, index)
  }
  return indexes
}

function find(mark: Mark, path: readonly (string | number)[]): Mark {
  let found = mark
  for (const step of path) {
    const next = found.members?.get(step)
    if (next === undefined) break
    found = next
  }
  return found
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

function positionAt(lineStarts: readonly number[], offset: number): Position {
  let low = 0
  let high = lineStarts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (lineStarts[middle]! <= offset) low = middle
    else high = middle - 1
  }
  return { line: low + 1, column: offset - lineStarts[low]! + 1 }
}
