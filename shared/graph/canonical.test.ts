import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { toCanonicalText } from './canonical.ts'
import { parseDocument } from './parse.ts'
import type { GraphDocument } from './schema.ts'
import { anyDocument, createDocument } from './testing/documents.ts'

function reread(document: GraphDocument): GraphDocument | undefined {
  return parseDocument(toCanonicalText(document)).document
}

/** Nodes, edges, groups and notes are sets: their order means nothing. */
function sorted(document: GraphDocument): GraphDocument {
  return {
    ...document,
    nodes: document.nodes.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    edges: document.edges.toSorted((a, b) => (`${a.from}>${a.to}` < `${b.from}>${b.to}` ? -1 : 1)),
  }
}

test('what is written is read back unchanged, unknown operators and fields included', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      expect(reread(document)).toEqual(sorted(document))
    }),
    { seed: 1, numRuns: 150 },
  )
})

test('the text of a document that was read from its text is the same text', () => {
  fc.assert(
    fc.property(anyDocument, (document) => {
      const text = toCanonicalText(document)
      expect(toCanonicalText(reread(document)!)).toBe(text)
    }),
    { seed: 2, numRuns: 150 },
  )
})

test('the order in which nodes, edges, names and fields were written does not show', () => {
  const reverse = <T extends object>(value: T): T => Object.fromEntries(Object.entries(value).reverse()) as T
  const reverseAll = <T extends object>(record: Record<string, T>) =>
    reverse(Object.fromEntries(Object.entries(record).map(([key, value]) => [key, reverse(value)])))
  fc.assert(
    fc.property(anyDocument, (document) => {
      const shuffled = reverse({
        ...document,
        parameters: reverseAll(document.parameters),
        connections: reverseAll(document.connections),
        settings: reverse(document.settings),
        nodes: document.nodes.toReversed().map((node) => reverse({ ...node, config: reverse(node.config) })),
        edges: document.edges.toReversed().map(reverse),
        layout: reverse({ ...document.layout, nodes: reverseAll(document.layout.nodes) }),
      })
      expect(toCanonicalText(shuffled)).toBe(toCanonicalText(document))
    }),
    { seed: 3, numRuns: 100 },
  )
})

test('every node and every edge has its line, layout comes last, and the text ends with a line break', () => {
  const document = createDocument({ layout: { nodes: { gen: { x: 1, y: 2 } } }, later: { added: true } })
  const lines = toCanonicalText(document).split('\n')
  expect(lines).toContain('    { "id": "gen", "operator": "generator", "config": { "count": 10 } },')
  expect(lines).toContain('    { "from": "gen.out", "to": "keep.in" },')
  expect(lines.findIndex((line) => line.startsWith('  "layout"'))).toBeGreaterThan(
    lines.indexOf('  "later": { "added": true },'),
  )
  expect(lines.at(-1)).toBe('')
})

test('a canonical file is left as it is', () => {
  const text = readFileSync(new URL('fixtures/versions/sluice-1.sluice.json', import.meta.url), 'utf8')
  expect(toCanonicalText(parseDocument(text).document!)).toBe(text)
})

test('values inside an option keep the order of their keys', () => {
  const nodes = [{ id: 'a', operator: 'later', config: { schema: { type: 'object', properties: { b: 1, a: 2 } } } }]
  expect(toCanonicalText(createDocument({ nodes, edges: [] }))).toContain(
    '{ "type": "object", "properties": { "b": 1, "a": 2 } }',
  )
})
