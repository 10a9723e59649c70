import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { field } from '../../../shared/operators/field.ts'
import { fromText, sentenceFor, toText } from './field-text.ts'
import { fieldsOf } from './form-model.ts'

function only(schema: z.ZodType) {
  return fieldsOf(z.strictObject({ it: schema.register(field, { title: 'Count', description: '' }) }))[0]!
}

const count = only(z.number().int().min(1).max(9).optional())
const condition = only(z.string().min(1))
const sample = only(z.unknown())

describe('what is typed into a field', () => {
  test('numbers are read as numbers, and what is no number is kept as it was typed', () => {
    expect(fromText(count, ' 42 ')).toBe(42)
    expect(fromText(count, '10_000')).toBe(10_000)
    expect(fromText(count, 'many')).toBe('many')
    expect(toText(count, 'many')).toBe('many')
  })

  test('an emptied field is left out', () => {
    expect(fromText(count, '')).toBeUndefined()
    expect(fromText(condition, '  ')).toBeUndefined()
    expect(toText(count, undefined)).toBe('')
  })

  test('a parameter is accepted in every field and not judged before the start', () => {
    expect(fromText(count, '${COUNT:5}')).toBe('${COUNT:5}')
    expect(sentenceFor(count, '${COUNT:5}')).toBeNull()
  })

  test('JSON is read where it can be, and kept as text where it cannot', () => {
    expect(fromText(sample, '{"a": [1]}')).toEqual({ a: [1] })
    expect(fromText(sample, '{"a": ')).toBe('{"a": ')
    expect(fromText(sample, '{"a": "${COUNT}"}')).toEqual({ a: '${COUNT}' })
  })

  test('what does not fit has a sentence that names the field', () => {
    expect(sentenceFor(count, 'many')).toBe('Count must be a number, not text.')
    expect(sentenceFor(count, 12)).toMatch(/^Count must be at most 9/)
    expect(sentenceFor(count, 5)).toBeNull()
    expect(sentenceFor(condition, undefined)).toBeNull()
  })
})
