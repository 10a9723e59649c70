import dynamicIconImports from 'lucide-react/dynamicIconImports'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { runExample, runOperator } from '../../main/engine/testing/harness.ts'
import { field } from './field.ts'
import { findSpec, specList } from './specs.ts'

/** Every schema inside a config that a person fills in, with its path. */
function* fieldsOf(schema: z.core.$ZodType, path: string): Generator<[string, z.core.$ZodType]> {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodObject) {
    for (const [name, part] of Object.entries(inner.shape)) {
      yield [`${path}.${name}`, part]
      yield* fieldsOf(part, `${path}.${name}`)
    }
  }
  if (inner instanceof z.ZodArray) yield* fieldsOf(inner.element, `${path}[]`)
}

function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  const wraps = schema instanceof z.ZodDefault || schema instanceof z.ZodOptional || schema instanceof z.ZodPrefault
  return wraps ? unwrapped(schema.unwrap()) : schema
}

describe.each(specList.map((spec) => [spec.id, spec] as const))('%s', (_id, spec) => {
  // Code runs in a process of its own: its examples run in main/world/scripts/examples.process.test.ts.
  const runsHere = spec.grants?.includes('code') !== true
  const outputs = spec.examples.filter((example) => runsHere && example.output !== undefined)
  it.each(outputs.map((example) => [example.title, example] as const))('does what "%s" shows', (_title, example) =>
    runExample(spec, example),
  )

  it('has examples that its own schema takes, each with a line for the card', () => {
    expect(spec.examples.length).toBeGreaterThan(0)
    for (const { config } of spec.examples) {
      const line = spec.summarise(spec.config.parse(config))
      expect(line).not.toMatch(/undefined|\[object/)
      expect(line.length).toBeGreaterThan(4)
    }
  })

  it('has texts for every field of its form', () => {
    for (const [path, schema] of fieldsOf(spec.config, spec.id)) {
      const texts = field.get(schema)
      expect(texts, path).toBeDefined()
      expect(texts!.title, path).toMatch(/^[A-Z][^.]{0,30}$/)
      expect(texts!.description, path).toMatch(/^\S.{10,}[.`…)]$|^`.+/)
    }
  })

  it('refuses a key it does not know, here and inside', () => {
    const config = { ...spec.examples[0]!.config, nonsense: 1 }
    expect(spec.config.safeParse(config).error?.issues[0]).toMatchObject({
      code: 'unrecognized_keys',
      keys: ['nonsense'],
    })
    for (const [path, schema] of fieldsOf(spec.config, spec.id)) {
      const inner = unwrapped(schema)
      if (inner instanceof z.ZodObject) expect(inner.safeParse({ nonsense: 1 }).success, path).toBe(false)
    }
  })

  it('names its expressions by paths that lead to them', () => {
    for (const { config } of spec.examples) {
      const parsed = spec.config.parse(config)
      for (const { path, text } of spec.expressions?.(parsed) ?? []) {
        const found = path.reduce<unknown>((value, name) => (value as Record<string | number, unknown>)[name], parsed)
        expect(found).toBe(text)
      }
    }
  })

  it('declares the names of its own that an expression sees at the field as well, for the form', () => {
    const declared = new Map([...fieldsOf(spec.config, '')].map(([path, schema]) => [path, field.get(schema)]))
    for (const { config } of spec.examples) {
      for (const { path, variables } of spec.expressions?.(spec.config.parse(config)) ?? []) {
        const place = path.map((name) => (typeof name === 'number' ? '[]' : `.${name}`)).join('')
        expect(declared.get(place)?.variables, place).toEqual(variables)
      }
    }
  })

  it('has an icon that exists, and one short sentence for the palette', () => {
    expect(Object.keys(dynamicIconImports)).toContain(spec.icon)
    expect(spec.summary).toMatch(/^[A-Z].{10,70}\.$/)
    expect(spec.docs.length).toBeGreaterThan(120)
  })
})

describe('the list of operators', () => {
  it('is sorted by id', () => {
    const ids = specList.map((spec) => spec.id)
    expect(ids).toEqual([...ids].sort())
  })

  it('finds a spec by the text of a document, and nothing else', () => {
    expect(findSpec('filter')?.title).toBe('Filter')
    expect(findSpec('constructor')).toBeUndefined()
  })

  it('tells of a wrong option by a sentence that names it', async () => {
    const { failure } = await runOperator('filter', { condition: 'true', conditon: 'x' }, [{ value: 1 }])
    expect(failure?.message).toContain('conditon')
  })
})
