import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { addedFunctions, messageVariables } from '../../shared/operators/lib/cel/environment.ts'
import { stepVariables } from '../../shared/operators/lib/expression.ts'
import { generatedPages } from './pages.ts'

const project = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, project), 'utf8')

describe('the reference of operators', () => {
  it.each([...generatedPages()])('%s is what the specs say; after a change run `npm run docs`', (path, text) => {
    expect(read(path)).toBe(text)
  })

  it('has no page of an operator that is gone', () => {
    const pages = [...generatedPages().keys()].sort()
    expect(
      readdirSync(new URL('docs/operators/', project))
        .map((name) => `docs/operators/${name}`)
        .sort(),
    ).toEqual(pages)
  })
})

describe('the page on expressions', () => {
  const page = read('docs/expressions.md')

  it.each(Object.keys(messageVariables))('explains `%s`', (name) => expect(page).toContain(`| \`${name}\` |`))

  it.each(Object.keys(stepVariables))('names `%s` of a step', (name) => expect(page).toContain(`\`${name}\``))

  it.each(Object.keys(addedFunctions).flatMap((signatures) => signatures.match(/[\w.]+\(/g) ?? []))(
    'explains %s)',
    (name) => {
      expect(page).toContain(name)
    },
  )
})
