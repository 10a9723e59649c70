import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { operatorSpecs } from '../operators/specs.ts'
import { check } from './check.ts'
import type { Diagnostic, Place } from './diagnostic.ts'
import { createLocator } from './locate.ts'
import { parseDocument } from './parse.ts'
import { applyPatch } from './patch.ts'

const folder = new URL('fixtures/broken/', import.meta.url)

type Expectation = readonly [file: string, code: string, place: Place, fix: string | null, others?: readonly string[]]

/** Each file has one fault; `others` are what it necessarily brings along. Notes count only where they are what is expected. */
const expectations: readonly Expectation[] = [
  ['01-trailing-comma', 'SLUICE-FILE-JSON', { line: 12, column: 41 }, null],
  ['02-key-twice', 'SLUICE-FILE-KEY-TWICE', { line: 5, column: 3 }, null],
  ['03-refused-key', 'SLUICE-FILE-KEY', { line: 6, column: 55 }, null],
  ['04-too-deep', 'SLUICE-FILE-TOO-DEEP', { line: 6, column: 124 }, null],
  ['05-newer-format', 'SLUICE-FILE-NEWER', { field: ['format'], line: 2, column: 13 }, null],
  ['06-no-pipeline', 'SLUICE-FILE-FORMAT', { field: ['format'], line: 1, column: 1 }, null],
  ['07-lost-digits', 'SLUICE-FILE-NUMBER', { line: 6, column: 64 }, null],
  ['08-nodes-no-list', 'SLUICE-FIELD-TYPE', { field: ['nodes'], line: 5, column: 12 }, null],
  [
    '09-unknown-auth',
    'SLUICE-FIELD-CHOICE',
    { field: ['connections', 'main', 'auth', 'type'], line: 6, column: 90 },
    'Use "token"',
    ['SLUICE-CONNECTION-UNUSED'],
  ],
  ['10-node-id', 'SLUICE-NODE-ID', { node: 'keep it', line: 7, column: 5 }, 'Rename to "keep-it"'],
  [
    '11-node-twice',
    'SLUICE-NODE-DUPLICATE',
    { field: ['nodes', 3, 'id'], line: 9, column: 12 },
    'Rename to "end-2"',
    ['SLUICE-NODE-ALONE'],
  ],
  ['12-unknown-operator', 'SLUICE-OPERATOR-UNKNOWN', { node: 'keep', line: 7, column: 5 }, 'Use "filter"'],
  [
    '13-unknown-option',
    'SLUICE-FIELD-UNKNOWN',
    { node: 'keep', field: ['note'], line: 7, column: 95 },
    'Remove "note"',
  ],
  ['14-missing-option', 'SLUICE-FIELD-MISSING', { node: 'keep', field: ['condition'], line: 7, column: 52 }, null],
  ['15-option-type', 'SLUICE-FIELD-TYPE', { node: 'gen', field: ['count'], line: 6, column: 64 }, 'Use 10'],
  ['16-option-range', 'SLUICE-FIELD-RANGE', { node: 'gen', field: ['count'], line: 6, column: 64 }, 'Use 0'],
  [
    '17-option-choice',
    'SLUICE-FIELD-CHOICE',
    { node: 'gen', field: ['template'], line: 6, column: 67 },
    'Use "transaction"',
  ],
  ['18-option-rule', 'SLUICE-FIELD-INVALID', { node: 'end', field: ['reason'], line: 8, column: 63 }, null],
  ['19-expression', 'SLUICE-EXPRESSION', { node: 'keep', field: ['condition'], line: 7, column: 66 }, null],
  ['20-template', 'SLUICE-TEMPLATE', { node: 'keep', field: ['key'], line: 7, column: 65 }, null],
  [
    '21-wire-to-nowhere',
    'SLUICE-EDGE-NODE',
    { edge: 'keep.out>ende.in', line: 13, column: 5 },
    'Wire it to "end.in"',
    ['SLUICE-EDGE-DUPLICATE'],
  ],
  [
    '22-wire-to-wrong-port',
    'SLUICE-EDGE-PORT',
    { edge: 'gen.out>keep.input', line: 11, column: 5 },
    'Wire it to "keep.in"',
  ],
  [
    '23-wire-into-source',
    'SLUICE-EDGE-INTO-SOURCE',
    { edge: 'keep.out>gen.in', line: 13, column: 5 },
    'Remove the wire',
  ],
  ['24-wire-out-of-sink', 'SLUICE-EDGE-FROM-SINK', { edge: 'end.out>end2.in', line: 15, column: 5 }, 'Remove the wire'],
  ['25-wire-backwards', 'SLUICE-EDGE-DIRECTION', { edge: 'keep.in>gen.out', line: 11, column: 5 }, 'Turn it around'],
  ['26-wire-twice', 'SLUICE-EDGE-DUPLICATE', { field: ['edges', 1], line: 12, column: 5 }, 'Remove the wire'],
  ['27-wire-form', 'SLUICE-EDGE-FORM', { edge: 'keep>end.in', line: 13, column: 5 }, 'Remove the wire'],
  ['28-cycle', 'SLUICE-CYCLE', { edge: 'b.out>a.in', line: 14, column: 5 }, null],
  ['29-self-loop', 'SLUICE-SELF-LOOP', { edge: 'keep.out>keep.in', line: 13, column: 5 }, 'Remove the wire'],
  ['30-input-unwired', 'SLUICE-INPUT-UNWIRED', { node: 'other', line: 9, column: 5 }, null],
  ['31-output-unwired', 'SLUICE-OUTPUT-UNWIRED', { node: 'keep', line: 7, column: 5 }, 'Discard what leaves by "out"'],
  ['32-step-alone', 'SLUICE-NODE-ALONE', { node: 'spare', line: 9, column: 5 }, 'Remove the step'],
  ['33-no-source', 'SLUICE-NO-SOURCE', { line: 1, column: 1 }, null, ['SLUICE-INPUT-UNWIRED']],
  [
    '34-connection-missing',
    'SLUICE-CONNECTION-MISSING',
    { node: 'end', field: ['connection'], line: 11, column: 93 },
    'Use "main"',
  ],
  [
    '35-connection-unused',
    'SLUICE-CONNECTION-UNUSED',
    { field: ['connections', 'main'], line: 6, column: 13 },
    'Remove it',
  ],
  ['36-service-url', 'SLUICE-SERVICE-URL', { field: ['connections', 'main', 'serviceUrl'], line: 6, column: 46 }, null],
  [
    '37-web-service-url',
    'SLUICE-WEB-SERVICE-URL',
    { field: ['connections', 'main', 'webServiceUrl'], line: 6, column: 90 },
    null,
  ],
  [
    '38-parameter-undeclared',
    'SLUICE-PARAMETER-UNDECLARED',
    { node: 'keep', field: ['condition'], line: 10, column: 66 },
    'Declare "LIMTI"',
  ],
  [
    '39-parameter-unused',
    'SLUICE-PARAMETER-UNUSED',
    { field: ['parameters', 'LIMIT'], line: 6, column: 14 },
    'Remove it',
  ],
  ['40-parameter-type', 'SLUICE-PARAMETER-TYPE', { field: ['parameters', 'LIMIT'], line: 6, column: 14 }, null],
  [
    '41-placeholder',
    'SLUICE-PLACEHOLDER',
    { field: ['connections', 'main', 'auth', 'token'], line: 6, column: 108 },
    null,
  ],
  [
    '42-dead-letter-missing',
    'SLUICE-DEAD-LETTER-MISSING',
    { node: 'keep', line: 10, column: 5 },
    'Write dead letters to "orders-dead-letter"',
  ],
  [
    '43-dead-letter-connection',
    'SLUICE-DEAD-LETTER-CONNECTION',
    { field: ['settings', 'deadLetter', 'connection'], line: 9, column: 34 },
    'Use "main"',
  ],
  ['44-topic-loop', 'SLUICE-TOPIC-LOOP', { node: 'write', line: 12, column: 5 }, null],
  [
    '45-subscription-conflict',
    'SLUICE-SUBSCRIPTION-CONFLICT',
    { node: 'again', field: ['subscriptionName'], line: 10, column: 103 },
    null,
  ],
  [
    '46-at-most-once',
    'SLUICE-AT-MOST-ONCE',
    { field: ['settings', 'delivery'], line: 6, column: 17 },
    'Deliver at least once',
  ],
  [
    '47-undecoded-value',
    'SLUICE-VALUE-UNDECODED',
    { node: 'keep', field: ['condition'], line: 10, column: 66 },
    'Insert Deserialize',
  ],
  ['48-errors-unwired', 'SLUICE-ERRORS-UNWIRED', { node: 'keep', line: 7, column: 5 }, null],
  ['49-key-unset', 'SLUICE-KEY-UNSET', { node: 'list', line: 8, column: 5 }, 'Insert Key by'],
]

/** All that is wrong with a text: what keeps it from being a document, or else what `check` says of it. */
function examine(text: string): readonly Diagnostic[] {
  const { document, diagnostics } = parseDocument(text)
  if (diagnostics) return diagnostics
  const locate = createLocator(text)
  return check(document, operatorSpecs).map((found) => ({
    ...found,
    place: { ...found.place, ...locate(found.place) },
  }))
}

/** What fixes are written for: the document where there is one, else the plain JSON. */
function repair(text: string, { fix }: Diagnostic): string {
  return JSON.stringify(applyPatch<unknown>(parseDocument(text).document ?? JSON.parse(text), fix?.patch ?? []))
}

function codesBeside(code: string, found: readonly Diagnostic[]): readonly string[] {
  return found.filter((other) => other.code !== code && other.severity !== 'info').map((other) => other.code)
}

describe('a broken pipeline is told with code, place and fix:', () => {
  for (const [file, code, place, fix, others = []] of expectations) {
    test(`${file} is ${code}`, () => {
      const text = readFileSync(new URL(`${file}.sluice.json`, folder), 'utf8')
      const found = examine(text)
      const [diagnostic, ...more] = found.filter((other) => other.code === code)
      expect(more).toEqual([])
      expect(diagnostic?.place).toEqual(place)
      expect(diagnostic?.fix?.title ?? null).toBe(fix)
      expect(others).toEqual(expect.arrayContaining([...codesBeside(code, found)]))
      if (fix === null) return
      const repaired = examine(repair(text, diagnostic!))
      expect(repaired.map((other) => other.code)).not.toContain(code)
      expect(others).toEqual(expect.arrayContaining([...codesBeside(code, repaired)]))
    })
  }
})

test('every fixture is in the table', () => {
  expect(readdirSync(folder)).toEqual(expectations.map(([file]) => `${file}.sluice.json`))
})

test('no message shows a stack, a machine path or an unfilled hole', () => {
  for (const file of readdirSync(folder)) {
    for (const { message } of examine(readFileSync(new URL(file, folder), 'utf8'))) {
      expect(message).not.toMatch(/\n|\bat .*\.ts\b|undefined|\[object/)
      expect(message).toMatch(/[.)?`]$/)
    }
  }
})
