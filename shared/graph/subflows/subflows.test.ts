import { describe, expect, test } from 'vitest'
import { runs } from '../../../main/engine/runs.ts'
import { createGraphRunner } from '../../../main/engine/testing/run-graph-with.ts'
import { compileCel } from '../../operators/lib/cel.ts'
import { compileTemplate } from '../../operators/lib/template.ts'
import { operatorSpecs } from '../../operators/specs.ts'
import { toCanonicalText } from '../canonical.ts'
import { check } from '../check.ts'
import { parseDocument } from '../parse.ts'
import { prepareDocument } from '../prepare.ts'
import type { GraphDocument } from '../schema.ts'
import { documentOf } from '../testing/documents.ts'
import { expandSubflows } from './expand.ts'

const clean = {
  name: 'Clean orders',
  parameters: { MINIMUM: { type: 'integer', default: 10 } },
  inputs: { in: 'keep.in' },
  outputs: { good: 'mark.out', bad: 'keep.errors' },
  nodes: [
    { id: 'keep', operator: 'filter', config: { condition: `value.total >= \${MINIMUM}` } },
    { id: 'mark', operator: 'map', config: { fields: [{ field: 'clean', expression: 'true' }] } },
  ],
  edges: [{ from: 'keep.out', to: 'mark.in' }],
}

function drawing(parts: object = {}): GraphDocument {
  return documentOf({
    format: 'sluice/1',
    id: 'orders',
    name: 'Orders',
    parameters: { LEAST: { type: 'integer', default: 2 } },
    subflows: { clean },
    nodes: [
      { id: 'gen', operator: 'generator', config: { count: 5 } },
      { id: 'tidy', operator: 'pipeline', config: { subflow: 'clean', parameters: { MINIMUM: `\${LEAST}` } } },
      { id: 'end', operator: 'console', config: {} },
      { id: 'off', operator: 'discard', config: {} },
    ],
    edges: [
      { from: 'gen.out', to: 'tidy.in' },
      { from: 'tidy.good', to: 'end.in' },
      { from: 'tidy.bad', to: 'off.in' },
    ],
    ...parts,
  })
}

const problems = (document: GraphDocument) =>
  check(document, operatorSpecs)
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, place }) => [code, place])

describe('a document with subflows', () => {
  test('has no problems when they are sound', () => {
    expect(problems(drawing())).toEqual([])
  })

  test('is written canonically, one inner step to a line, and read again as it was', () => {
    const text = toCanonicalText(drawing())
    expect(text).toContain('        { "id": "keep", "operator": "filter"')
    const read = parseDocument(text).document as GraphDocument
    expect(toCanonicalText(read)).toBe(text)
    expect(read.subflows).toEqual(drawing().subflows)
  })

  test('becomes one drawing whose inner steps carry the name of the step that uses them', () => {
    const expanded = expandSubflows(drawing())
    expect(expanded.nodes.map(({ id }) => id)).toEqual(['gen', 'end', 'off', 'tidy/keep', 'tidy/mark'])
    expect(expanded.edges).toContainEqual({ from: 'gen.out', to: 'tidy/keep.in', id: 'gen.out>tidy.in' })
    expect(expanded.edges).toContainEqual({ from: 'tidy/keep.errors', to: 'off.in', id: 'tidy.bad>off.in' })
  })

  test('fills parameters from the using step, then from the pipeline', () => {
    const { document } = prepareDocument(drawing(), operatorSpecs, { set: { LEAST: '7' } })
    expect(document?.nodes.find(({ id }) => id === 'tidy/keep')?.config.condition).toBe('value.total >= 7')
    const plain = drawing({
      nodes: drawing().nodes.map((node) => (node.id === 'tidy' ? { ...node, config: { subflow: 'clean' } } : node)),
    })
    const filled = prepareDocument(plain, operatorSpecs).document
    expect(filled?.nodes.find(({ id }) => id === 'tidy/keep')?.config.condition).toBe('value.total >= 10')
  })

  test('may nest them', () => {
    const twice = {
      inputs: { in: 'first.in' },
      outputs: { out: 'second.good', bad: 'first.bad', worse: 'second.bad' },
      nodes: [
        { id: 'first', operator: 'pipeline', config: { subflow: 'clean' } },
        { id: 'second', operator: 'pipeline', config: { subflow: 'clean', parameters: { MINIMUM: '20' } } },
      ],
      edges: [{ from: 'first.good', to: 'second.in' }],
    }
    const nodes = [
      { id: 'gen', operator: 'generator', config: {} },
      { id: 'both', operator: 'pipeline', config: { subflow: 'twice' } },
      ...['end', 'off', 'far'].map((id) => ({ id, operator: 'discard', config: {} })),
    ]
    const edges = [
      { from: 'gen.out', to: 'both.in' },
      { from: 'both.out', to: 'end.in' },
      { from: 'both.bad', to: 'off.in' },
      { from: 'both.worse', to: 'far.in' },
    ]
    const nested = drawing({ parameters: {}, subflows: { clean, twice }, nodes, edges })
    expect(problems(nested)).toEqual([])
    const ids = expandSubflows(nested).nodes.map(({ id }) => id)
    expect(ids).toContain('both/first/keep')
    expect(ids).toContain('both/second/mark')
  })
})

describe('check finds', () => {
  test('a name nobody has', () => {
    const nodes = [{ id: 'tidy', operator: 'pipeline', config: { subflow: 'claen' } }]
    expect(problems(drawing({ parameters: {}, nodes, edges: [] }))).toContainEqual([
      'SLUICE-SUBFLOW-UNKNOWN',
      { node: 'tidy', field: ['subflow'] },
    ])
  })

  test('a parameter that is not declared, and one without a value', () => {
    const needy = { ...clean, parameters: { MINIMUM: { type: 'integer' } } }
    const nodes = drawing().nodes.map((node) =>
      node.id === 'tidy' ? { ...node, config: { subflow: 'clean', parameters: { MAXIMUM: '1' } } } : node,
    )
    const found = problems(drawing({ parameters: {}, subflows: { clean: needy }, nodes }))
    expect(found).toContainEqual(['SLUICE-SUBFLOW-PARAMETER', { node: 'tidy', field: ['parameters', 'MAXIMUM'] }])
    expect(found).toContainEqual(['SLUICE-SUBFLOW-PARAMETER', { node: 'tidy', field: ['parameters'] }])
  })

  test('what is wrong inside, at its place in the document', () => {
    const broken = {
      ...clean,
      nodes: clean.nodes.map((node) => (node.id === 'keep' ? { ...node, config: { condition: '1 +' } } : node)),
    }
    expect(problems(drawing({ subflows: { clean: broken } }))).toContainEqual([
      'SLUICE-EXPRESSION',
      { field: ['subflows', 'clean', 'nodes', 0, 'config', 'condition'] },
    ])
  })

  test('a port that leads to no step, and an inner output that leads nowhere', () => {
    const astray = { ...clean, inputs: { in: 'kep.in' } }
    expect(problems(drawing({ subflows: { clean: astray } })).map(([code]) => code)).toContain('SLUICE-EDGE-NODE')
    const loose = { ...clean, outputs: { bad: 'keep.errors' } }
    expect(problems(drawing({ subflows: { clean: loose } })).map(([code]) => code)).toContain('SLUICE-OUTPUT-UNWIRED')
  })

  test('a subflow that uses itself', () => {
    const again = {
      ...clean,
      nodes: [...clean.nodes, { id: 'self', operator: 'pipeline', config: { subflow: 'clean' } }],
    }
    expect(problems(drawing({ subflows: { clean: again } })).map(([code]) => code)).toContain('SLUICE-SUBFLOW-CIRCLE')
  })

  test('a bomb of subflows before it goes off', () => {
    const uses = (subflow: string) => ({
      nodes: Array.from({ length: 20 }, (_, index) => ({ id: `n${index}`, operator: 'pipeline', config: { subflow } })),
    })
    const bomb = { a: uses('b'), b: uses('c'), c: uses('d'), d: uses('clean'), clean }
    const nodes = [{ id: 'a', operator: 'pipeline', config: { subflow: 'a' } }]
    expect(() => expandSubflows(drawing({ parameters: {}, subflows: bomb, nodes, edges: [] }))).toThrow(/20000 steps/)
  })
})

test('a subflow runs as if its steps were drawn, and its step shows their figures', async () => {
  const { startGraph: _, ...runner } = createGraphRunner(operatorSpecs, runs, {
    compile: compileCel,
    template: compileTemplate,
  })
  const document = prepareDocument(drawing(), operatorSpecs).document
  const edges = document?.edges.map(({ from, to, ...rest }) => ({ from, to, ...rest })) ?? []
  const result = await runner.runGraph(
    { nodes: document?.nodes ?? [], edges: [], drawn: edges },
    {
      feed: { gen: [{ value: { total: 1 } }, { value: { total: 5 } }, { value: 'odd' }] },
    },
  )
  expect(result.ledger).toMatchObject({ received: 3, delivered: 1, dropped: 2 })
  expect(result.nodes.tidy).toMatchObject({ in: 3, out: { good: 1, bad: 1 }, errors: 1, dropped: { filter: 1 } })
  expect(result.edges['gen.out>tidy.in']).toBe(3)
  expect(result.outputs('end').map(({ value }) => value)).toEqual([{ total: 5, clean: true }])
})
