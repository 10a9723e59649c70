import { Ajv2020 } from 'ajv/dist/2020.js'
import { build } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { check } from '../../../shared/graph/check.ts'
import { documentSchema } from '../../../shared/graph/schema.ts'
import { checkedFormats } from '../../../shared/operators/lib/json-schema/keywords.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'
import { isBalanced } from '../../../shared/run/ledger.ts'
import { runOperator } from '../testing/harness.ts'
import { compileSchema } from './schema-validator.ts'

const validate = (schema: object, ...values: readonly unknown[]) =>
  runOperator(
    'validate',
    { schema },
    values.map((value) => ({ value })),
  )

/** The problems told of one value, without the introduction. */
async function problemsOf(schema: object, value: unknown): Promise<string | undefined> {
  const { outputs, failure } = await validate(schema, value)
  expect(failure).toBeNull()
  return outputs.errors?.[0]?.failure?.message.replace(/^The value does not fit its schema[^:]*: /, '')
}

const fits = (schema: object, value: unknown) => compileSchema(schema as Record<string, unknown>)(value) === null

/** The quickest of a few runs, in milliseconds, so that a busy machine does not count. */
function quickest(work: () => void): number {
  const times = [1, 2, 3].map(() => {
    const start = performance.now()
    work()
    return performance.now() - start
  })
  return Math.min(...times)
}

describe('validate', () => {
  it('hands on what fits, the very message, with no default filled in', async () => {
    const message = { value: { a: 1 }, key: 'k', properties: { p: 'q' }, topic: 't', eventTime: 7 }
    const schema = { properties: { b: { default: 5 } } }
    const { outputs } = await runOperator('validate', { schema }, [message])
    expect(outputs.out?.[0]).toMatchObject(message)
    expect(outputs.out?.[0]?.value).toEqual({ a: 1 })
  })

  it('sends what does not fit to errors whole, with every problem, its path and its rule', async () => {
    const schema = {
      required: ['id', 'total'],
      properties: { total: { type: 'number' }, items: { items: { properties: { count: { minimum: 1 } } } } },
    }
    const value = { total: 'x', items: [{ count: 0 }, { count: 5 }, { count: -1 }] }
    const { outputs, ledger } = await validate(schema, value)
    expect(outputs.out).toEqual([])
    expect(outputs.errors?.[0]).toMatchObject({ value, failure: { code: 'SLUICE-VALIDATE', nodeId: 'tested' } })
    expect(outputs.errors?.[0]?.failure?.message).toBe(
      'The value does not fit its schema, 4 problems: ' +
        '`value.id` is missing (required); ' +
        '`value.total` must be a number, not the text "x" (type); ' +
        '`value.items[0].count` must be at least 1, not the number 0 (minimum); ' +
        '`value.items[2].count` must be at least 1, not the number -1 (minimum).',
    )
    expect(outputs.errors?.[0]?.failure?.detail).toMatchObject({
      count: 4,
      problems: [{ path: 'value.id', rule: 'required', problem: 'is missing' }, {}, {}, {}],
    })
    expect(ledger).toMatchObject({ received: 1, delivered: 1 })
  })

  it('tells at most 20 problems, and how many there are', async () => {
    const { outputs } = await validate(
      { items: { type: 'number' } },
      Array.from({ length: 25 }, () => 'x'),
    )
    const { message, detail } = outputs.errors?.[0]?.failure ?? {}
    expect(message).toContain('does not fit its schema, 25 problems, the first 20: `value[0]` must be a number')
    expect(message?.match(/\(type\)/g)).toHaveLength(20)
    expect(detail).toMatchObject({ count: 25 })
    expect(detail?.problems).toHaveLength(20)
  })

  it('tells only the first problem of a very large value', async () => {
    const { outputs } = await validate(
      { items: { type: 'number' } },
      Array.from({ length: 60_000 }, () => 'x'),
    )
    expect(outputs.errors?.[0]?.failure?.message).toBe(
      'The value does not fit its schema, and is too large to list all that is wrong; first: `value[0]` must be a number, not the text "x" (type).',
    )
  })

  it.each<[object, unknown, string]>([
    [{ type: 'integer' }, 1.5, '`value` must be a whole number, not the number 1.5 (type).'],
    [{ type: ['string', 'null'] }, 5, '`value` must be text or null, not the number 5 (type).'],
    [{ enum: ['a', 1, null] }, 'b', '`value` must be "a", 1, null, not the text "b" (enum).'],
    [{ const: { a: 1 } }, 'b', '`value` must be {"a":1}, not the text "b" (const).'],
    [{ maximum: 5 }, 6, '`value` must be at most 5, not the number 6 (maximum).'],
    [{ exclusiveMaximum: 5 }, 5, '`value` must be less than 5, not the number 5 (exclusiveMaximum).'],
    [{ exclusiveMinimum: 5 }, 5, '`value` must be more than 5, not the number 5 (exclusiveMinimum).'],
    [{ multipleOf: 3 }, 5, '`value` must be a multiple of 3, not the number 5 (multipleOf).'],
    [{ minLength: 3 }, 'ab', '`value` must have at least 3 characters (minLength).'],
    [{ maxLength: 1 }, 'ab', '`value` must have at most 1 characters (maxLength).'],
    [{ pattern: '^b' }, 'ab', '`value` must match "^b", not be the text "ab" (pattern).'],
    [{ format: 'date' }, '2026-13-01', '`value` must be written as date, not the text "2026-13-01" (format).'],
    [{ minItems: 2 }, [1], '`value` must have at least 2 entries (minItems).'],
    [{ maxItems: 0 }, [1], '`value` must have at most 0 entries (maxItems).'],
    [
      { uniqueItems: true },
      [1, { a: 1, b: 2 }, { b: 2, a: 1 }],
      '`value` has the same entry at 1 and 2 (uniqueItems).',
    ],
    [
      { contains: { const: 1 } },
      [2],
      '`value[0]` must be 1, not the number 2 (const); `value` must have at least 1 entries of the asked kind (contains).',
    ],
    [{ minProperties: 1 }, {}, '`value` must have at least 1 fields (minProperties).'],
    [{ maxProperties: 0 }, { a: 1 }, '`value` must have at most 0 fields (maxProperties).'],
    [{ additionalProperties: false }, { a: 1 }, '`value.a` is not allowed (additionalProperties).'],
    [{ unevaluatedProperties: false }, { 'a b': 1 }, '`value["a b"]` is not allowed (unevaluatedProperties).'],
    [
      { prefixItems: [true], unevaluatedItems: false },
      [1, 2],
      '`value` must not have more than 1 entries (unevaluatedItems).',
    ],
    [{ properties: { a: false } }, { a: 1 }, '`value.a` is not allowed (false schema).'],
    [{ dependentRequired: { a: ['b'] } }, { a: 1 }, '`value.b` is missing, and "a" needs it (dependentRequired).'],
    [
      { propertyNames: { maxLength: 1 } },
      { ab: 1 },
      '`value` has a field "ab" whose name must have at most 1 characters (maxLength); `value` property name must be valid (propertyNames).',
    ],
    [{ not: { type: 'number' } }, 1, '`value` must not be like this (not).'],
    [
      { oneOf: [{ minimum: 1 }, { maximum: 5 }] },
      3,
      '`value` fits more than one of forms of which it may fit one (oneOf).',
    ],
    [
      { anyOf: [{ type: 'null' }, { const: 1 }] },
      2,
      '`value` must be null, not the number 2 (type); `value` must be 1, not the number 2 (const); `value` fits none of the forms allowed here (anyOf).',
    ],
    [
      JSON.parse('{ "if": { "minimum": 1 }, "then": { "maximum": 5 } }'),
      6,
      '`value` must be at most 5, not the number 6 (maximum).',
    ],
    [{ required: ['a/b~c'] }, {}, '`value["a/b~c"]` is missing (required).'],
  ])('by %j tells of %j in words', async (schema, value, words) => {
    expect(await problemsOf(schema, value)).toBe(words)
  })

  it('takes bytes for an error of its own, which says what to do', async () => {
    const { outputs } = await runOperator('validate', { schema: {} }, [{ bytes: '{}' }])
    expect(outputs.errors?.[0]?.failure).toMatchObject({ code: 'SLUICE-VALIDATE-BYTES' })
    expect(outputs.errors?.[0]?.failure?.message).toContain('Put a Deserialize step before.')
  })

  it('holds integers of any size against rules for numbers, and hands on all their digits', async () => {
    const id = 9_007_199_254_740_993n
    const { outputs } = await validate({ properties: { id: { type: 'integer', minimum: 1 } } }, { id })
    expect(outputs.out?.[0]?.value).toEqual({ id })
    expect(await problemsOf({ items: { maximum: 5 } }, [1, id])).toContain('`value[1]` must be at most 5')
    expect(fits({ not: { properties: { id: { type: 'integer' } } } }, { id })).toBe(false)
  })

  it('takes bytes inside a value for base64 text', () => {
    expect(fits({ properties: { raw: { const: 'AQI=' } } }, { raw: new Uint8Array([1, 2]) })).toBe(true)
  })

  it('reads own fields only', async () => {
    expect(await problemsOf({ required: ['toString'] }, {})).toBe('`value.toString` is missing (required).')
    expect(fits({ properties: { constructor: { type: 'string' } }, additionalProperties: false }, {})).toBe(true)
  })

  it.each([
    [{ $ref: '#/$defs/nothing' }, "can't resolve reference #/$defs/nothing"],
    [{ $ref: 'other.json' }, "can't resolve reference other.json"],
    [{ required: ['a', 'a'] }, 'schema is invalid'],
  ])('does not start with %j, which only compiling shows', async (schema, words) => {
    const { failure } = await validate(schema)
    expect(failure).toMatchObject({ code: 'SLUICE-VALIDATE-SCHEMA', nodeId: 'tested' })
    expect(failure?.message).toContain(words)
  })

  it('has its schema checked in a drawing, each problem at its place', () => {
    const schema = { requred: ['a'], properties: { a: { pattern: '(?!x)' }, b: { $ref: 'https://example.com/b' } } }
    const document = documentSchema.parse({
      format: 'sluice/1',
      id: 'd',
      name: 'D',
      nodes: [
        { id: 'read', operator: 'generator' },
        { id: 'hold', operator: 'validate', config: { schema } },
        { id: 'end', operator: 'discard' },
      ],
      edges: [
        { from: 'read.out', to: 'hold.in' },
        { from: 'hold.out', to: 'end.in' },
      ],
    })
    const found = check(document, operatorSpecs).filter(({ severity }) => severity === 'error')
    expect(found.map(({ place }) => place.field?.join('.'))).toEqual([
      'schema.requred',
      'schema.properties.a.pattern',
      'schema.properties.b.$ref',
    ])
    expect(found[0]?.message).toContain('Did you mean "required"?')
  })

  it('ignores unknown keywords and formats when told to', async () => {
    const config = { schema: { requred: ['a'], format: 'money', nullable: true }, unknownKeywords: 'ignore' }
    const { outputs } = await runOperator('validate', config, [{ value: {} }])
    expect(outputs.out).toHaveLength(1)
  })

  it('takes what it ignores for nothing, whatever the checker underneath would make of it', () => {
    const strange = {
      type: 'string',
      nullable: true,
      id: 7,
      $async: true,
      dependencies: { a: ['b'] },
      discriminator: 1,
    }
    expect(fits(strange, 'x')).toBe(true)
    expect(fits(strange, null)).toBe(false)
    expect(fits({ dependencies: { a: ['b'] } }, { a: 1 })).toBe(true)
  })

  it('follows references to places under unknown keywords', () => {
    const schema = { $ref: '#/components/schemas/id', components: { schemas: { id: { pattern: '^a' } } } }
    expect([fits(schema, 'ab'), fits(schema, 'b')]).toEqual([true, false])
  })

  it('has no part in the page: nothing of shared/ brings the checker along', async () => {
    const { metafile } = await build({
      entryPoints: ['shared/operators/specs.ts', 'shared/graph/check.ts'],
      absWorkingDir: new URL('../../../', import.meta.url).pathname,
      bundle: true,
      write: false,
      outdir: 'nowhere',
      format: 'esm',
      metafile: true,
    })
    const inputs = Object.keys(metafile.inputs)
    expect(inputs).toContain('shared/operators/validate.ts')
    expect(inputs.filter((path) => path.includes('node_modules/ajv'))).toEqual([])
  })

  it('accounts for every one of 10,000 random messages, and decides as the standard does', async () => {
    const schema = {
      type: ['object', 'array', 'string', 'number'],
      properties: { a: { type: 'number' }, b: { type: 'array', uniqueItems: true }, c: { pattern: '^[a-m]*$' } },
      items: { type: ['number', 'string'] },
      uniqueItems: true,
      minProperties: 1,
      maxLength: 5,
    }
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.record({ a: fc.integer(), b: fc.array(fc.nat(9), { maxLength: 4 }), c: fc.string() }, { requiredKeys: [] }),
    )
    const values = fc.sample(value, { seed: 7, numRuns: 10_000 })
    const reference = new Ajv2020({ strict: false }).compile(schema)
    const { outputs, ledger, failure } = await validate(schema, ...values)
    expect(failure).toBeNull()
    expect(outputs.out?.map((message) => message.value)).toEqual(values.filter((one) => reference(one)))
    expect(isBalanced(ledger)).toBe(true)
    expect(ledger).toMatchObject({ received: 10_000, delivered: 10_000 })
    for (const count of [outputs.out?.length, outputs.errors?.length]) expect(count).toBeGreaterThan(1_000)
  })
})

describe('what could explode in a schema', () => {
  const exploding = `${'a'.repeat(200_000)}!`

  it('does not: a pattern takes time in proportion to the text, whatever it is', () => {
    const pattern = compileSchema({ pattern: '^(a+)+$' })
    expect(quickest(() => expect(pattern(exploding)).not.toBeNull())).toBeLessThan(1_000)
    const names = compileSchema({ patternProperties: { '^(a|a)*$': false } })
    expect(quickest(() => expect(names({ [exploding]: 1 })).toBeNull())).toBeLessThan(1_000)
  })

  it('does not mix up patterns of one schema', () => {
    const schema = {
      properties: { a: { pattern: '^x+$' }, b: { pattern: '^y+$' } },
      patternProperties: { '^z': false },
    }
    expect(fits(schema, { a: 'xx', b: 'yy' })).toBe(true)
    expect(fits(schema, { a: 'xx', b: 'xx' })).toBe(false)
    expect(fits(schema, { zz: 1 })).toBe(false)
  })

  it('does not: entries are found to be unique in one pass', () => {
    const unique = compileSchema({ uniqueItems: true })
    const list = Array.from({ length: 100_000 }, (_, index) => ({ id: index, name: `n${index}` }))
    expect(quickest(() => expect(unique(list)).toBeNull())).toBeLessThan(2_000)
  })

  it.each([
    [
      'references that double at each level',
      {
        $ref: '#/$defs/l0',
        $defs: Object.fromEntries(
          Array.from({ length: 40 }, (_, level) => [
            `l${level}`,
            level === 39 ? {} : { allOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
          ]),
        ),
      },
      {},
    ],
    [
      'references that double at each level of the value',
      { properties: { next: { allOf: [{ $ref: '#' }, { $ref: '#' }] } } },
      Array.from({ length: 60 }).reduce<object>((next) => ({ next }), {}),
    ],
    ['a schema that is itself', { $ref: '#' }, {}],
    [
      'a value nested without end',
      { items: { $ref: '#' } },
      Array.from({ length: 50_000 }).reduce<unknown[]>((inner) => [inner], []),
    ],
  ])('does not: %s', async (_name, schema, value) => {
    let outcome: Awaited<ReturnType<typeof validate>> | null = null
    const start = performance.now()
    outcome = await validate(schema, value)
    expect(performance.now() - start).toBeLessThan(5_000)
    expect(outcome.failure).toBeNull()
    expect(outcome.outputs.errors?.[0]?.failure?.code).toBe('SLUICE-VALIDATE-LIMIT')
  })

  it('lets a reference in every part of a large value pass', () => {
    const schema = {
      items: { $ref: '#/$defs/item' },
      $defs: { item: { properties: { id: { $ref: '#/$defs/id' } } }, id: { type: 'integer' } },
    }
    expect(
      fits(
        schema,
        Array.from({ length: 200_000 }, (_, id) => ({ id })),
      ),
    ).toBe(true)
  })

  it.each(checkedFormats)('does not: a text of 100,000 letters against the format %s', (format) => {
    const checkFormat = compileSchema({ format })
    const texts = ['a', '1', '1:', ':', 'a.', 'a@', '/~', '{a', '\n', 'a-', 'A+/=', 'P1D', '%41'].flatMap((part) => {
      const long = part.repeat(100_000 / part.length)
      return [long, `http://${long}`, `a@${long}`, `2020-01-01T00:00:00.${long}`, `x:[${long}]`]
    })
    for (const text of texts) expect(quickest(() => void checkFormat(text))).toBeLessThan(1_000)
  })
})
