import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { field } from '../../../shared/operators/field.ts'
import { fieldsOf } from './form-model.ts'
import { jsonFrom, jsonProblem, jsonTextOf } from './json-text.ts'

function only(schema: z.ZodType) {
  const texts = { title: 'Schema', description: '', widget: 'json' } as const
  return fieldsOf(z.strictObject({ it: schema.register(field, texts) }))[0]!
}

const object = only(z.record(z.string(), z.unknown()))
const anything = only(z.unknown())
const asText = only(z.string().default(''))

describe('a field of JSON', () => {
  test('says where a text stops being JSON, and that the value before it counts', () => {
    expect(jsonProblem(object, '{\n  "a": 1\n  "b": 2\n}')).toBe(
      "Schema is not JSON: expected ',' or '}' after property value in line 3, column 3. Until it is, the value before it counts.",
    )
    expect(jsonProblem(object, '{"a": nothing}')).toMatch(/^Schema is not JSON: unexpected token 'o'\. Until/)
    expect(jsonProblem(object, '{"a": ')).toMatch(/^Schema is not JSON: unexpected end\. Until/)
  })

  test('takes what is JSON, an empty field, and a parameter for the whole of it', () => {
    for (const text of ['{"a": [1]}', '', '  ', '${SCHEMA}', '{"a": "${COUNT}"}']) {
      expect(jsonProblem(object, text)).toBeNull()
    }
    expect(jsonFrom(object, '${SCHEMA}')).toBe('${SCHEMA}')
    expect(jsonProblem(object, '{"a": ${COUNT}}')).not.toBeNull()
  })

  test('keeps JSON as its text where the schema wants a text, and leaves parameters in it to the start', () => {
    expect(jsonFrom(asText, '{ "type": "record" }')).toBe('{ "type": "record" }')
    expect(jsonTextOf(asText, '{ "type": "record" }')).toBe('{ "type": "record" }')
    expect(jsonProblem(asText, '{"a": ${COUNT}}')).toBeNull()
    expect(jsonProblem(asText, '{"a": ')).not.toBeNull()
  })

  test('shows every value so that reading it again gives the same value', () => {
    for (const value of [{ a: [1, 'x'] }, 'a text', '12', 12, null, false, '${SCHEMA}']) {
      expect(jsonFrom(anything, jsonTextOf(anything, value))).toEqual(value)
    }
  })

  test('shows a text that is no value of the field as it stands', () => {
    expect(jsonTextOf(object, '{"a": ')).toBe('{"a": ')
  })
})
