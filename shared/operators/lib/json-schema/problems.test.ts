import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { keywords } from './keywords.ts'
import { schemaProblems } from './problems.ts'

const problems = (schema: unknown, unknown: 'refuse' | 'ignore' = 'refuse') =>
  schemaProblems(schema, { unknown }).map(({ path, problem }) => `${path.join('.')}: ${problem}`)

describe('the structure of a schema', () => {
  it('is right when every keyword holds what it should', () => {
    expect(
      problems({
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: 'https://example.com/order',
        title: 'An order',
        type: ['object', 'null'],
        required: ['id'],
        properties: { id: { type: 'string', pattern: '^[A-Z]+$', format: 'uuid' }, type: { enum: [1, null, 'x'] } },
        patternProperties: { '^x-': true },
        dependentRequired: { a: ['b'] },
        items: false,
        prefixItems: [{ const: { type: 7 } }],
        anyOf: [{ $ref: '#/$defs/a' }, { $ref: 'https://example.com/order#/$defs/a' }, { $ref: 'a' }],
        $defs: { a: { $id: 'a', 'x-note': 1, examples: [{ tpye: 1 }], default: { $ref: 'http://elsewhere/' } } },
      }),
    ).toEqual([])
  })

  it.each([
    [
      { type: 'text' },
      'type: `type` must be one of null, boolean, object, array, number, string, integer, or a list of these, not the text "text".',
    ],
    [
      { properties: { a: { minLength: -1 } } },
      'properties.a.minLength: `minLength` must be a whole number of 0 or more, not the number -1.',
    ],
    [{ properties: [] }, 'properties: `properties` must be an object of schemas, not a list.'],
    [{ allOf: [] }, 'allOf: `allOf` must be a list of at least one schema, not a list.'],
    [{ required: 'id' }, 'required: `required` must be a list of names, not the text "id".'],
    [{ maximum: '5' }, 'maximum: `maximum` must be a number, not the text "5".'],
    [{ multipleOf: 0 }, 'multipleOf: `multipleOf` must be a number above 0, not the number 0.'],
    [{ uniqueItems: 'yes' }, 'uniqueItems: `uniqueItems` must be true or false, not the text "yes".'],
    [{ enum: [] }, 'enum: `enum` must be a list of at least one value, not a list.'],
    [
      { dependentRequired: { a: 'b' } },
      'dependentRequired: `dependentRequired` must be an object whose values are lists of names, not an object.',
    ],
    [{ items: [{}] }, 'items: A schema is an object, `true` or `false`, not a list.'],
    [{ not: null }, 'not: A schema is an object, `true` or `false`, not nothing (null).'],
    [
      { anyOf: [{ requred: ['a'] }] },
      'anyOf.0.requred: JSON Schema has no keyword "requred"; it would be ignored. Did you mean "required"?',
    ],
    [{ format: 'datetime' }, 'format: There is no format "datetime"; it would be ignored. Did you mean "date-time"?'],
    [
      { pattern: '(?=a)' },
      'pattern: "(?=a)" is not a pattern that can be used here: look-around and flags inside are not supported (character 2).',
    ],
    [
      { patternProperties: { '(a)\\1': true } },
      'patternProperties: "(a)\\\\1" is not a pattern that can be used here: backreferences are not supported (character 4).',
    ],
    [{ $ref: 7 }, '$ref: `$ref` must be a reference such as `#/$defs/address`, not the number 7.'],
    [
      { properties: { a: { $ref: 'https://example.com/a.json#/x' } } },
      'properties.a.$ref: "https://example.com/a.json#/x" refers to another document, and none is fetched. Copy it under `$defs` and refer to `#/$defs/…`.',
    ],
    [
      { $ref: 'file:///etc/passwd' },
      '$ref: "file:///etc/passwd" refers to another document, and none is fetched. Copy it under `$defs` and refer to `#/$defs/…`.',
    ],
    [
      { $schema: 'http://json-schema.org/draft-07/schema#' },
      '$schema: The schema is written for the text "http://json-schema.org/draft-07/schema#"; this step reads 2020-12 (`https://json-schema.org/draft/2020-12/schema`).',
    ],
  ])('%j is told of', (schema, words) => {
    expect(problems(schema)).toEqual([words])
  })

  it('is told of in all places at once', () => {
    expect(problems({ type: 'x', properties: { a: { type: 'y' }, b: { not: 3 } } })).toHaveLength(3)
  })

  it('may hold keywords and formats of no standard when these are to be ignored', () => {
    expect(problems({ requred: ['a'], format: 'money', discriminator: {} }, 'ignore')).toEqual([])
    expect(problems({ requred: ['a'], type: 'x' }, 'ignore')).toHaveLength(1)
  })

  it('is refused when it is nested without end, rather than followed', () => {
    let schema: object = {}
    for (let depth = 0; depth < 10_000; depth++) schema = { not: schema }
    expect(problems(schema).at(-1)).toContain('nested too deeply')
  })

  it('is looked at with every keyword that the checker itself knows', () => {
    const folder = new URL('../../../../node_modules/ajv/dist/refs/json-schema-2020-12/meta/', import.meta.url)
    const vocabularies = [
      'core',
      'applicator',
      'unevaluated',
      'validation',
      'meta-data',
      'format-annotation',
      'content',
    ]
    const known = vocabularies.flatMap((name) => {
      const { properties } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as { properties: object }
      return Object.keys(properties)
    })
    expect([...keywords.keys()].filter((keyword) => keyword !== 'definitions').sort()).toEqual(known.sort())
  })
})
