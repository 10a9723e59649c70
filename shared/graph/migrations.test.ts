import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { toCanonicalText } from './canonical.ts'
import { currentFormat, migrations } from './migrations.ts'
import { parseDocument } from './parse.ts'

const folder = new URL('fixtures/versions/', import.meta.url)
const current = 'sluice-1.sluice.json'

function read(name: string): string {
  return readFileSync(new URL(name, folder), 'utf8')
}

describe('a file of an older format opens as the current one:', () => {
  test.each(readdirSync(folder))('%s', (name) => {
    expect(toCanonicalText(parseDocument(read(name)).document!)).toBe(read(current))
  })
})

test('there is a fixture for every format, and a chain of steps from each to the current one', () => {
  const formats = [...migrations.map(({ from }) => from), currentFormat]
  expect(readdirSync(folder).sort()).toEqual(formats.map((format) => `${format.replace('/', '-')}.sluice.json`).sort())
  expect(migrations.map(({ to }) => to)).toEqual(formats.slice(1))
})

test('opening an older file says which changes were made', () => {
  expect(parseDocument(read('sluice-0.sluice.json')).migrated).toEqual(['steps and wires become nodes and edges'])
  expect(parseDocument(read(current)).migrated).toEqual([])
})

test('a broken older file is refused like a broken current one', () => {
  const broken = parseDocument('{"format": "sluice/0", "id": "a", "name": "A", "steps": [5], "wires": {}}')
  expect(broken.diagnostics?.map(({ code }) => code)).toEqual(['SLUICE-FIELD-TYPE', 'SLUICE-FIELD-TYPE'])
})

test('a newer format is refused with the advice to update', () => {
  const [found] = parseDocument('{"format": "sluice/2"}').diagnostics ?? []
  expect(found).toMatchObject({ code: 'SLUICE-FILE-NEWER', place: { line: 1, column: 12 } })
  expect(found?.message).toContain('Update Sluice')
})

test.each([
  '{}',
  '[]',
  '5',
  '{"format": 1}',
  '{"format": "bytewax/1"}',
  '{"format": "sluice/-1"}',
  '{"format": "toString"}',
])('what is no pipeline at all is called so: %s', (text) => {
  expect(parseDocument(text).diagnostics?.[0]?.code).toBe('SLUICE-FILE-FORMAT')
})
