import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../operators/specs.ts'
import { toCanonicalText } from './canonical.ts'
import { check } from './check.ts'
import { createLocator } from './locate.ts'
import { resolveDocument } from './parameters.ts'
import { parseDocument } from './parse.ts'
import { applyPatch } from './patch.ts'
import { prepareDocument } from './prepare.ts'
import { cpuTimeOf } from './testing/cpu-time.ts'
import { anyDocument } from './testing/documents.ts'

const fixtures = new URL('fixtures/', import.meta.url)
const samples = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8'))

/** Throws where anything throws, or takes longer than a second. */
function exercise(text: string): void {
  expect(cpuTimeOf(() => processAsEveryoneDoes(text))).toBeLessThan(1_000)
}

/** Everything that is done with a text from outside. */
function processAsEveryoneDoes(text: string): void {
  const { document, diagnostics } = parseDocument(text)
  const locate = createLocator(text)
  const found = document ? check(document, operatorSpecs) : diagnostics
  for (const { place, message } of found) {
    locate(place)
    expect(message.length).toBeLessThan(2_000)
  }
  if (document) {
    for (const { fix } of found) if (fix) applyPatch(document, fix.patch)
    resolveDocument(document)
    prepareDocument(document, operatorSpecs)
    expect(parseDocument(toCanonicalText(document)).diagnostics).toBeUndefined()
  }
}

/** The text with some stretches cut out, doubled, or overwritten with what JSON, placeholders and paths are made of. */
const mutated = fc
  .tuple(
    fc.constantFrom(...samples),
    fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        length: fc.integer({ min: 0, max: 30 }),
        put: fc.oneof(
          fc.constantFrom(
            '{',
            '}',
            '[',
            ']',
            '"',
            ',',
            ':',
            '\\',
            '.',
            '${',
            '${secret:',
            '$${',
            '__proto__',
            'null',
            '1e999',
            '-',
            '\u0000',
            '\ud800',
            '.out',
            'errors',
          ),
          fc.string({ maxLength: 5 }),
        ),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([text, edits]) =>
    edits.reduce((current, { at, length, put }) => {
      const start = Math.floor(at * current.length)
      return current.slice(0, start) + put + current.slice(start + length)
    }, text),
  )

/** A sample with one value somewhere inside replaced by any JSON. */
const replaced = fc.tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue()).map(([text, choice, value]) => {
  const root = { document: tryJson(text) }
  const places: [Record<string, unknown>, string][] = []
  const walk = (parent: Record<string, unknown>): void => {
    for (const key of Object.keys(parent)) {
      places.push([parent, key])
      if (typeof parent[key] === 'object' && parent[key] !== null) walk(parent[key] as Record<string, unknown>)
    }
  }
  walk(root)
  const [parent, key] = places[choice % places.length]!
  parent[key] = value
  return JSON.stringify(root.document) ?? ''
})

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

describe('never throws and never takes a second:', () => {
  test.each([
    ['any text', fc.string({ unit: 'binary', maxLength: 200 })],
    ['any JSON', fc.json()],
    [
      'texts made of the pieces of JSON',
      fc.array(fc.constantFrom('{', '}', '[', ']', '"a"', ':', ',', '1', 'true', ' ')).map((parts) => parts.join('')),
    ],
    ['broken texts of pipelines', mutated],
    ['pipelines with any value anywhere', replaced],
    ['any document', anyDocument.map(toCanonicalText)],
  ])(
    '%s',
    (_name, texts) => {
      fc.assert(fc.property(texts, exercise), { seed: 42, numRuns: 250 })
    },
    30_000,
  )

  test('every value that JSON.parse refuses is refused, and every other one read alike', () => {
    const read = (text: string) => parseDocument(`{"format": "sluice/1", "id": "a", "name": "A", "x": ${text}}`)
    fc.assert(
      fc.property(fc.oneof(fc.json({ noUnicodeString: false }), mutated), (text) => {
        const { document, diagnostics } = read(text)
        if (document) expect(document.x).toEqual(JSON.parse(text, (_key, value) => (value === 0 ? 0 : value)))
        else if (diagnostics.some(({ code }) => code === 'SLUICE-FILE-JSON')) expect(() => JSON.parse(text)).toThrow()
      }),
      { seed: 7, numRuns: 1_000 },
    )
  })
})

describe('never takes a second for hostile sizes:', () => {
  const many = <T>(count: number, make: (index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(index))
  const base = { format: 'sluice/1', id: 'a', name: 'A' }

  test.each<[string, object]>([
    [
      '40,000 wires to nowhere',
      {
        nodes: many(2_000, (index) => ({ id: `node${index}`, operator: 'merge' })),
        edges: many(40_000, (index) => ({ from: `nods${index}.out`, to: `nods${index}.in` })),
      },
    ],
    [
      '40,000 wires from one step',
      {
        nodes: [{ id: 'a', operator: 'merge' }],
        edges: many(40_000, (index) => ({ from: 'a.out', to: `b${index}.in` })),
      },
    ],
    ['20,000 steps of one id', { nodes: many(20_000, () => ({ id: 'a', operator: 'merge' })) }],
    [
      '20,000 unknown options',
      {
        nodes: [
          { id: 'a', operator: 'filter', config: Object.fromEntries(many(20_000, (index) => [`conditio${index}`, 1])) },
        ],
      },
    ],
    [
      '20,000 steps in a chain',
      {
        nodes: many(20_000, (index) => ({ id: `n${index}`, operator: 'merge' })),
        edges: many(19_999, (index) => ({ from: `n${index}.out`, to: `n${index + 1}.in` })),
      },
    ],
    [
      'unclosed placeholders',
      { nodes: [{ id: 'a', operator: 'filter', config: { condition: '${a:'.repeat(500_000) } }] },
    ],
    [
      'unclosed placeholders before a brace',
      { nodes: [{ id: 'a', operator: 'later', config: { condition: `${'${a:'.repeat(500_000)}\${b.c}` } }] },
    ],
    ['one long text', { description: '"\\'.repeat(1_000_000) }],
    ['names like numbers', { description: '9'.repeat(4_000_000) }],
  ])('%s', (_name, parts) => {
    const text = JSON.stringify({ ...base, ...parts })
    const examine = () => void check(parseDocument(text).document!, operatorSpecs)
    expect(cpuTimeOf(examine)).toBeLessThan(1_000)
  })
})
