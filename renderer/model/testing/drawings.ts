import { documentSchema, type GraphDocument } from '../../../shared/graph/schema.ts'
import { findSpec } from '../../../shared/operators/specs.ts'
import type { SpecLookup } from '../lookup.ts'

/** The operators of this version. */
export const specOf: SpecLookup = findSpec

/**
 * A document from a few words: steps as `id: operator`, wires as `from>to` with `out` and `in` where no port is named,
 * places as `id: [x, y]`; steps without a place stand in a row.
 */
export function drawing(
  steps: Readonly<Record<string, string>>,
  wires: readonly string[] = [],
  places: Readonly<Record<string, readonly [number, number]>> = {},
): GraphDocument {
  const ids = Object.keys(steps)
  const nodes = ids.map((id) => ({ id, operator: steps[id]!, name: id, config: {} }))
  const layout = ids.map((id, index) => {
    const [x, y] = places[id] ?? [index * 300, 0]
    return [id, { x, y }] as const
  })
  return documentSchema.parse({
    format: 'sluice/1',
    id: 'drawing',
    name: 'Drawing',
    connections: { main: { type: 'embedded' } },
    nodes,
    edges: wires.map(wire),
    layout: { nodes: Object.fromEntries(layout) },
  })
}

/** The wires of a document as `from>to`, sorted. */
export function wiresOf(document: GraphDocument): string[] {
  return document.edges.map(({ from, to }) => `${from}>${to}`).sort()
}

function wire(text: string): { from: string; to: string } {
  const [from = '', to = ''] = text.split('>')
  return { from: from.includes('.') ? from : `${from}.out`, to: to.includes('.') ? to : `${to}.in` }
}
