import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url).pathname
const catalogue = readFileSync(join(root, 'docs/errors.md'), 'utf8')
const documented = [...catalogue.matchAll(/^### (SLUICE-[A-Z0-9-]+)$/gm)].map((match) => match[1]!)

/** The codes that stand as whole texts in product code: no tests, no test kits, no comments, no `startsWith`. */
function codesIn(room: string): readonly string[] {
  const files = readdirSync(join(root, room), { recursive: true }).map(String)
  const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|(^|\/)testing\//.test(file))
  return sources.flatMap((file) => {
    const code = readFileSync(join(root, room, file), 'utf8').replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '')
    return [...code.matchAll(/(?<!startsWith\()'(SLUICE-[A-Z0-9-]+)'/g)].map((match) => match[1]!)
  })
}

const used = [...new Set(['shared', 'main', 'renderer'].flatMap(codesIn))]

test('every code that is used is in docs/errors.md', () => {
  expect(used.length).toBeGreaterThan(100)
  expect(used.filter((code) => !documented.includes(code)).sort()).toEqual([])
})

test('every code in docs/errors.md is used, and stands there once', () => {
  expect(documented.filter((code) => !used.includes(code)).sort()).toEqual([])
  expect(new Set(documented).size).toBe(documented.length)
})

test('every entry says what it means and what to do', () => {
  const entries = catalogue.split(/^### /m).slice(1)
  for (const entry of entries) expect(entry).toMatch(/^SLUICE-\S+\n\n[A-Z“*`_].+[.)]\n\n\*To do:\* \S.+[.?]\n/)
})
