import * as fc from 'fast-check'
import { parseDocument } from '../parse.ts'
import type { GraphDocument } from '../schema.ts'

/** A small sound pipeline; the parts given replace its own. */
export function createDocument(parts: object = {}): GraphDocument {
  return documentOf({
    format: 'sluice/1',
    id: 'orders',
    name: 'Orders',
    nodes: [
      { id: 'gen', operator: 'generator', config: { count: 10 } },
      { id: 'keep', operator: 'filter', config: { condition: 'value.total > 100' } },
      { id: 'end', operator: 'console', config: {} },
    ],
    edges: [
      { from: 'gen.out', to: 'keep.in' },
      { from: 'keep.out', to: 'end.in' },
    ],
    ...parts,
  })
}

/** Reads a value as a file would be read; throws where that has problems. */
export function documentOf(value: unknown): GraphDocument {
  const { document, diagnostics } = parseDocument(JSON.stringify(value))
  if (diagnostics) throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return document
}

const refused = new Set(['__proto__', 'constructor', 'prototype'])
const key = fc.string({ maxLength: 8 }).filter((text) => !refused.has(text))
const name = fc.string({ unit: fc.constantFrom(...'abcdefgh-_0123'), minLength: 1, maxLength: 6 })
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number)),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3 }),
  ),
})).value

/** Adds unknown fields that no known one collides with. */
function withUnknown(known: fc.Arbitrary<object>): fc.Arbitrary<object> {
  const unknown = fc.dictionary(
    key.map((text) => `x-${text}`),
    json,
    { maxKeys: 2 },
  )
  return fc.tuple(known, unknown).map(([fields, others]) => ({ ...others, ...fields }))
}

const connection = fc.oneof(
  fc.record({ type: fc.constant('embedded') }),
  fc.record(
    {
      type: fc.constant('pulsar'),
      serviceUrl: fc.string(),
      auth: fc.oneof(
        fc.record({ type: fc.constant('none') }),
        fc.record({ type: fc.constant('token'), token: fc.string() }),
      ),
    },
    { requiredKeys: ['type', 'serviceUrl'] },
  ),
)

/** Documents that the schema takes, sound or not, with unknown operators and fields of every kind in every place. */
export const anyDocument: fc.Arbitrary<GraphDocument> = withUnknown(
  fc.record(
    {
      format: fc.constant('sluice/1'),
      id: name,
      name: fc.string(),
      description: fc.string(),
      parameters: fc.dictionary(
        name,
        withUnknown(fc.record({ type: fc.constantFrom('string', 'integer'), default: fc.string() })),
      ),
      connections: fc.dictionary(name, withUnknown(connection)),
      settings: withUnknown(fc.record({ maxInFlight: fc.integer({ min: 1, max: 100 }) }, { requiredKeys: [] })),
      nodes: fc.uniqueArray(
        withUnknown(
          fc.record(
            {
              id: name,
              operator: fc.string(),
              name: fc.string(),
              config: fc.dictionary(key, json),
              onError: fc.constantFrom('stop', 'drop'),
            },
            { requiredKeys: ['id', 'operator'] },
          ),
        ),
        { maxLength: 6, selector: (node) => (node as { id: string }).id },
      ),
      edges: fc.uniqueArray(withUnknown(fc.record({ from: fc.string(), to: fc.string() })), {
        maxLength: 6,
        selector: (edge) => `${(edge as { from: string }).from}>${(edge as { to: string }).to}`,
      }),
      layout: withUnknown(
        fc.record({ nodes: fc.dictionary(name, withUnknown(fc.record({ x: fc.integer(), y: fc.integer() }))) }),
      ),
    },
    { requiredKeys: ['format', 'id', 'name'] },
  ),
).map(documentOf)
