import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { defineSpec } from '../../operators/define.ts'
import { operatorSpecs } from '../../operators/specs.ts'
import { check } from '../check.ts'
import type { Specs } from '../drawing.ts'
import { applyPatch } from '../patch.ts'
import { createDocument } from '../testing/documents.ts'

const plain = defineSpec({
  id: 'plain',
  kind: 'source',
  group: 'Sources',
  title: 'Plain',
  summary: 'Gives messages without keys.',
  docs: '',
  icon: 'x',
  config: z.strictObject({}),
  inputs: [],
  outputs: ['out'],
  errors: true,
  cardinality: 'one',
  summarise: () => '',
  examples: [],
})
const specs: Specs = { ...operatorSpecs, plain }

const steps = {
  plain: { id: 'read', operator: 'plain' },
  topic: { id: 'read', operator: 'pulsar-source', config: { topics: ['a'], subscriptionName: 's' } },
  samples: { id: 'read', operator: 'generator' },
  file: { id: 'read', operator: 'file-source', config: { path: 'a' } },
  keyedFile: { id: 'read', operator: 'file-source', config: { path: 'a', key: 'value' } },
  exported: { id: 'read', operator: 'file-source', config: { path: 'a', format: 'messages' } },
  unknown: { id: 'read', operator: 'from-the-future' },
  refused: { id: 'read', operator: 'pulsar-source', config: { topics: 7 } },
  pass: { id: 'pass', operator: 'filter', config: { condition: 'true' } },
  retag: { id: 'pass', operator: 'set-message', config: { topic: 't' } },
  name: { id: 'name', operator: 'set-message', config: { key: 'k' } },
  key: { id: 'key', operator: 'key-by', config: { key: '"k"' } },
  part: { id: 'part', operator: 'pipeline', config: { subflow: 'none' } },
  sum: { id: 'sum', operator: 'stateful-map', config: { state: '1' } },
  list: { id: 'list', operator: 'collect' },
} as const

function documentOf(names: readonly (keyof typeof steps)[], port = 'out') {
  const nodes = names.map((name) => steps[name])
  const edges = nodes.slice(1).map(({ id }, index) => ({
    from: `${nodes[index]!.id}.${index === nodes.length - 2 ? port : 'out'}`,
    to: `${id}.in`,
  }))
  return createDocument({ connections: { main: { type: 'embedded' } }, nodes, edges })
}

/** What the rule finds, as `severity node`. */
function found(document: ReturnType<typeof documentOf>) {
  return check(document, specs)
    .filter(({ code }) => code === 'SLUICE-KEY-UNSET')
    .map(({ severity, place }) => `${severity} ${place.node}`)
}

describe('a step that needs a key', () => {
  test.each([
    ['is warned of behind a source without keys', ['plain', 'sum'], ['warning sum']],
    ['is warned of through steps that hand the key on', ['plain', 'pass', 'sum'], ['warning sum']],
    ['is warned of behind a set-message that sets no key', ['plain', 'retag', 'sum'], ['warning sum']],
    ['is noted behind a topic, whose messages may have keys', ['topic', 'pass', 'sum'], ['info sum']],
    ['is noted behind a subflow, which may give keys', ['plain', 'part', 'sum'], ['info sum']],
    ['is content behind a subflow that gets keys', ['samples', 'part', 'sum'], []],
    ['is content behind sample data', ['samples', 'sum'], []],
    ['is warned of behind a file', ['file', 'sum'], ['warning sum']],
    ['is noted behind an export, whose messages may have keys', ['exported', 'sum'], ['info sum']],
    ['is content behind a file with a key', ['keyedFile', 'sum'], []],
    ['is content behind a key-by', ['plain', 'key', 'pass', 'sum'], []],
    ['is content behind a set-message with a key', ['topic', 'name', 'sum'], []],
    ['is reported once: what leaves it has a key', ['plain', 'sum', 'list'], ['warning sum']],
    ['is not judged behind an unknown operator', ['unknown', 'sum'], []],
    ['is not judged behind a step with refused options', ['refused', 'sum'], []],
  ] as const)('%s', (_name, names, expected) => {
    expect(found(documentOf(names))).toEqual(expected)
  })

  test('gets what failed before it got its key from an errors port', () => {
    expect(found(documentOf(['plain', 'key', 'sum'], 'errors'))).toEqual(['warning sum'])
  })

  test('is noted where messages with keys and without meet', () => {
    const { nodes, edges } = documentOf(['plain', 'pass', 'sum'])
    const parts = {
      nodes: [...nodes, { id: 'gen', operator: 'generator' }],
      edges: [...edges, { from: 'gen.out', to: 'pass.in' }],
    }
    expect(found(createDocument(parts))).toEqual(['info sum'])
  })

  test('is not judged where something unknown meets messages without keys', () => {
    const { nodes, edges } = documentOf(['plain', 'pass', 'sum'])
    const parts = {
      nodes: [...nodes, { id: 'odd', operator: 'from-the-future' }],
      edges: [...edges, { from: 'odd.out', to: 'pass.in' }],
    }
    expect(found(createDocument(parts))).toEqual([])
  })

  test('is warned of on the one input that has none', () => {
    const parts = {
      nodes: [steps.plain, { id: 'gen', operator: 'generator' }, { id: 'join', operator: 'join' }],
      edges: [
        { from: 'read.out', to: 'join.left' },
        { from: 'gen.out', to: 'join.right' },
      ],
    }
    const [warning, ...others] = check(createDocument(parts), specs).filter(({ code }) => code === 'SLUICE-KEY-UNSET')
    expect(warning?.message).toContain('"read"')
    expect(others).toEqual([])
  })

  test.each([['plain'], ['topic']] as const)('is mended behind %s by a Key by in the wire', (source) => {
    const document = documentOf([source, 'sum'])
    const { fix } = check(document, specs).find(({ code }) => code === 'SLUICE-KEY-UNSET')!
    expect(fix?.title).toBe('Insert Key by')
    const mended = applyPatch<typeof document>(document, fix!.patch)
    expect(mended.edges.map(({ from, to }) => `${from}>${to}`)).toEqual(['read.out>key-by.in', 'key-by.out>sum.in'])
    expect(found(mended)).toEqual([])
  })

  test('is not judged in a drawing that goes in circles', () => {
    const { nodes, edges } = documentOf(['plain', 'pass', 'sum'])
    expect(found(createDocument({ nodes, edges: [...edges, { from: 'sum.out', to: 'pass.in' }] }))).toEqual([])
  })
})
