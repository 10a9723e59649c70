import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../../operators/specs.ts'
import { check } from '../check.ts'
import { applyPatch } from '../patch.ts'
import type { GraphDocument } from '../schema.ts'
import { createDocument } from '../testing/documents.ts'

const policy = { consumer: { deadLetterPolicy: { maxRedeliverCount: 5 } } }
const topic = (config = {}) => ({
  id: 'read',
  operator: 'pulsar-source',
  config: { topics: ['a'], subscriptionName: 's', ...config },
})
const samples = { id: 'samples', operator: 'generator' }
const failing = { id: 'parse', operator: 'deserialize', onError: 'redeliver' }
const counting = { id: 'count', operator: 'collect', config: { maxSize: 2, timeout: 1000 } }
const write = { id: 'write', operator: 'discard' }

function found(document: GraphDocument) {
  return check(document, operatorSpecs)
    .filter(({ code }) => code.startsWith('SLUICE-REDELIVER'))
    .map(({ code, severity, place, message }) => ({ code, severity, node: place.node, message }))
}

/** A chain of steps, and further wires. */
function draw(nodes: readonly { id: string; operator: string }[], more: readonly string[] = [], rest = {}) {
  const chain = nodes.slice(1).map(({ id }, index) => `${nodes[index]!.id}.out>${id}.in`)
  const edges = [...chain, ...more].map((wire) => ({ from: wire.split('>')[0]!, to: wire.split('>')[1]! }))
  return createDocument({ nodes, edges, ...rest } as never)
}

describe('a step that gives failed messages back', () => {
  test('is in order behind a source that gives them up at last', () => {
    expect(found(draw([topic(policy), failing, write]))).toEqual([])
  })

  test('is not looked at when its errors are wired', () => {
    expect(found(draw([samples, failing, write], ['parse.errors>write.in']))).toEqual([])
  })

  test('is an error behind a source that can deliver nothing twice', () => {
    const message = expect.stringContaining(
      '"parse" fails cannot be given back: it comes from a source that can deliver',
    )
    expect(found(draw([samples, failing, write]))).toEqual([
      { code: 'SLUICE-REDELIVER', severity: 'error', node: 'parse', message },
    ])
  })

  test('is doubtful where only some of its messages come from such a source', () => {
    const message = expect.stringContaining('when it comes from "samples"')
    const drawing = draw([topic(policy), failing, write], ['samples.out>parse.in'])
    expect(found({ ...drawing, nodes: [...drawing.nodes, ...draw([samples]).nodes] })).toEqual([
      { code: 'SLUICE-REDELIVER', severity: 'warning', node: 'parse', message },
    ])
  })

  test('is an error on messages that were made from state, and not on those a stateful step refused', () => {
    const message = expect.stringContaining('it was made from what a step remembers')
    expect(found(draw([topic(policy), counting, failing, write]))).toEqual([
      { code: 'SLUICE-REDELIVER', severity: 'error', node: 'parse', message },
    ])
    const refused = [topic(policy), { ...counting, onError: 'stop' }]
    const drawing = draw(refused, ['count.errors>parse.in', 'parse.out>write.in', 'count.out>write.in'])
    expect(found({ ...drawing, nodes: [...drawing.nodes, ...draw([failing, write]).nodes] })).toEqual([])
  })

  test('is an error where messages are acknowledged when they are read', () => {
    const message = expect.stringContaining('it was acknowledged when it was read')
    const settings = { delivery: 'at-most-once' }
    expect(found(draw([topic(policy), failing, write], [], { settings }))).toEqual([
      { code: 'SLUICE-REDELIVER', severity: 'error', node: 'parse', message },
    ])
  })

  test('is told that messages may come for ever, with a fix that ends it', () => {
    for (const config of [{}, { consumer: { consumerType: 'Shared' } }]) {
      const document = draw([topic(config), failing, write])
      const endless = check(document, operatorSpecs).find(({ code }) => code === 'SLUICE-REDELIVER-ENDLESS')
      expect(endless).toMatchObject({ severity: 'warning', place: { node: 'read' } })
      const mended = applyPatch(document, endless!.fix!.patch) as GraphDocument
      expect(found(mended)).toEqual([])
      expect(mended.nodes.find(({ id }) => id === 'read')!.config).toMatchObject({
        consumer: { ...config.consumer, deadLetterPolicy: { maxRedeliverCount: 3 } },
      })
    }
  })

  test.each([
    ['another branch', [topic(policy), failing, write], ['read.out>write.in']],
    [
      'a list taken apart',
      [topic(policy), { id: 'each', operator: 'flat-map', config: { expression: 'value' } }, failing, write],
      [],
    ],
  ])('is told that %s is done again', (_, nodes, more) => {
    expect(found(draw(nodes, more)).map(({ code, severity, node }) => ({ code, severity, node }))).toEqual([
      { code: 'SLUICE-REDELIVER-TWICE', severity: 'info', node: 'parse' },
    ])
  })

  test('follows the setting of the whole pipeline', () => {
    const settings = { unhandledErrors: 'redeliver' }
    const { onError: _, ...plain } = failing
    expect(found(draw([samples, plain, write], [], { settings })).map(({ node }) => node)).toContain('parse')
  })
})
