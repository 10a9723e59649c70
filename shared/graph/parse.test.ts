import { describe, expect, test } from 'vitest'
import { createLocator, locate } from './locate.ts'
import { documentCaps, parseDocument } from './parse.ts'
import { createDocument } from './testing/documents.ts'

const pipeline = '{\n  "format": "sluice/1",\n  "id": "orders",\n  "name": "Orders"\n}\n'

/** What is wrong with a text: `code line:column`. */
function problems(text: string): readonly string[] {
  const found = parseDocument(text).diagnostics ?? []
  return found.map(({ code, place }) => `${code} ${place.line}:${place.column}`)
}

describe('a text that is a pipeline', () => {
  test('gets every default', () => {
    expect(parseDocument(pipeline).document).toMatchObject({ settings: { maxInFlight: 10_000 }, nodes: [], edges: [] })
  })

  test('may begin with a byte order mark', () => {
    expect(parseDocument(`\uFEFF${pipeline}`).document?.id).toBe('orders')
  })

  test('reads every value as JSON.parse does', () => {
    const option = {
      text: 'a\n"\\\u00e9\ud83d\ude00\ud800',
      numbers: [0, -1, 1.5, 1e300, -2.5e-7, 2 ** 53],
      none: null,
      yes: true,
      no: false,
      empty: [{}, []],
    }
    const document = createDocument({ nodes: [{ id: 'a', operator: 'later', config: { option } }], edges: [] })
    expect(document.nodes[0]?.config.option).toEqual(option)
  })
})

test('a negative zero is a zero, as it is when written again', () => {
  expect(parseDocument(pipeline.replace('"Orders"', '"Orders", "x": -0')).document?.x).toBe(0)
})

describe('a text that is no JSON is refused with line and column:', () => {
  test.each([
    ['nothing', '', 'SLUICE-FILE-JSON 1:1', 'the file is empty'],
    ['an open end', '{"a": 1', 'SLUICE-FILE-JSON 1:8', 'found the end of the file'],
    ['a missing comma', '{\n  "a": 1\n  "b": 2\n}', 'SLUICE-FILE-JSON 3:3', 'a comma or } must follow'],
    ['a comma too many', '[1,\n]', 'SLUICE-FILE-JSON 1:3', 'one too many'],
    ['a missing colon', '{"a" 1}', 'SLUICE-FILE-JSON 1:6', 'a colon must follow'],
    ['a bare key', '{a: 1}', 'SLUICE-FILE-JSON 1:2', 'a key in double quotes'],
    ['single quotes', "{'a': 1}", 'SLUICE-FILE-JSON 1:2', 'double quotes'],
    ['a comment', '{ // hello\n}', 'SLUICE-FILE-JSON 1:3', 'JSON has none'],
    ['a word', '{"a": undefined}', 'SLUICE-FILE-JSON 1:7', '`undefined}`'],
    ['a half number', '{"a": -}', 'SLUICE-FILE-JSON 1:7', 'a number must stand here'],
    ['an unclosed text', '{"a": "b\n}', 'SLUICE-FILE-JSON 1:7', 'not closed on its line'],
    ['an unclosed last text', '{"a": "b', 'SLUICE-FILE-JSON 1:7', 'not closed'],
    ['an unknown escape', '{"a": "\\x"}', 'SLUICE-FILE-JSON 1:7', 'backslash'],
    ['more after the end', '{}\n{}', 'SLUICE-FILE-JSON 2:1', 'has ended'],
  ])('%s', (_name, text, expected, words) => {
    expect(problems(text)).toEqual([expected])
    expect(parseDocument(text).diagnostics?.[0]?.message).toContain(words)
  })
})

describe('what a file may not have:', () => {
  test('keys that reach into every object', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(problems(`{"format": "sluice/1", "settings": {"${key}": {}}}`)).toEqual(['SLUICE-FILE-KEY 1:37'])
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('such a key written with escapes', () => {
    expect(problems('{"\\u005f_proto__": {"polluted": 1}}')).toEqual(['SLUICE-FILE-KEY 1:2'])
  })

  test('one key twice', () => {
    expect(problems('{"a": 1,\n "a": 2}')).toEqual(['SLUICE-FILE-KEY-TWICE 2:2'])
  })

  test('numbers that would lose digits, or all of them', () => {
    for (const number of ['9007199254740993', '1e400', `0.${'1'.repeat(500)}`]) {
      expect(problems(`{"a": ${number}}`)).toEqual(['SLUICE-FILE-NUMBER 1:7'])
    }
  })

  test('more depth than allowed, however deep', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`
    expect(problems(nested(documentCaps.depth))).toEqual(['SLUICE-FILE-FORMAT 1:1'])
    expect(problems(nested(documentCaps.depth + 1))).toEqual([`SLUICE-FILE-TOO-DEEP 1:${documentCaps.depth + 1}`])
    expect(problems(nested(1_000_000))[0]).toMatch('SLUICE-FILE-TOO-DEEP')
  })

  test('more bytes than allowed', () => {
    const padded = (characters: string, count: number) =>
      `{"format": "sluice/1", "id": "a", "name": "${characters.repeat(count)}"}`
    expect(parseDocument(padded('x', documentCaps.bytes - 100)).document).toBeDefined()
    expect(parseDocument(padded('x', documentCaps.bytes)).diagnostics?.[0]?.code).toBe('SLUICE-FILE-TOO-LARGE')
    expect(parseDocument(padded('ü', documentCaps.bytes / 2)).diagnostics?.[0]?.code).toBe('SLUICE-FILE-TOO-LARGE')
  })

  test('more nodes than allowed', () => {
    const nodes = Array.from({ length: documentCaps.nodes + 1 }, (_, index) => ({ id: `n${index}`, operator: 'merge' }))
    const text = JSON.stringify({ format: 'sluice/1', id: 'a', name: 'A', nodes })
    expect(parseDocument(text).diagnostics?.[0]?.code).toBe('SLUICE-FILE-TOO-MANY-NODES')
  })

  test('a shape that is not a pipeline; every fault is told', () => {
    const text =
      '{\n  "format": "sluice/1",\n  "name": 5,\n  "settings": {\n    "delivery": "at-leastonce",\n    "maxInFlight": 0\n  }\n}'
    expect(problems(text)).toEqual([
      'SLUICE-FIELD-MISSING 1:1',
      'SLUICE-FIELD-TYPE 3:11',
      'SLUICE-FIELD-CHOICE 5:17',
      'SLUICE-FIELD-RANGE 6:20',
    ])
  })
})

describe('a place in the text', () => {
  const text = `{
  "nodes": [
    { "id": "a", "config": { "fields": [{ "path": "x" }] } },
    { "id": "b", "config": {} }
  ],
  "edges": [
    { "from": "a.out", "to": "b.in" }
  ]
}`

  test.each([
    ['a node', { node: 'b' }, { line: 4, column: 5 }],
    ['an option', { node: 'a', field: ['fields', 0, 'path'] }, { line: 3, column: 51 }],
    ['a missing option, at the options', { node: 'b', field: ['condition'] }, { line: 4, column: 28 }],
    ['an edge', { edge: 'a.out>b.in' }, { line: 7, column: 5 }],
    ['a field of the document', { field: ['edges'] }, { line: 6, column: 12 }],
    ['nothing known, at the beginning', { node: 'c' }, { line: 2, column: 12 }],
    ['the whole', {}, { line: 1, column: 1 }],
  ])('is found for %s', (_name, place, expected) => {
    expect(locate(text, place)).toEqual(expected)
  })

  test('is nowhere when the text cannot be read', () => {
    expect(locate('{', {})).toBeNull()
  })

  test('survives ids that are no texts', () => {
    const odd = createLocator('{"nodes": [{"id": {"toString": 1}}, null, 5], "edges": [{"from": [], "to": {}}]}')
    expect(odd({ node: 'x' })).toEqual({ line: 1, column: 11 })
  })
})
