import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { defineSpec } from '../operators/define.ts'
import { operatorSpecs } from '../operators/specs.ts'
import { check, hasErrors } from './check.ts'
import type { GraphDocument } from './schema.ts'
import { cpuTimeOf } from './testing/cpu-time.ts'
import { createDocument } from './testing/documents.ts'

/** Codes with severity, notes left out. */
function codes(parts: object | GraphDocument): readonly string[] {
  return check(createDocument(parts), operatorSpecs)
    .filter(({ severity }) => severity !== 'info')
    .map(({ code, severity }) => `${severity} ${code}`)
}

const gen = { id: 'gen', operator: 'generator', config: {} }
const end = { id: 'end', operator: 'console', config: {} }
const straight = [{ from: 'gen.out', to: 'end.in' }]

describe('a sound pipeline', () => {
  test('has nothing but notes', () => {
    expect(codes({})).toEqual([])
  })

  test('may be wired through an errors port', () => {
    const edges = [...createDocument().edges, { from: 'keep.errors', to: 'end.in' }]
    const found = check(createDocument({ edges }), operatorSpecs)
    expect(found).toEqual([])
  })

  const examples = new URL('../../examples/', import.meta.url)
  test.each(
    readdirSync(examples, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.sluice.json')),
  )('is the example %s', (name) => {
    expect(codes(JSON.parse(readFileSync(new URL(name, examples), 'utf8')))).toEqual([])
  })
})

test('an empty drawing is doubtful, not wrong: nothing is red before the first step', () => {
  expect(codes({ nodes: [], edges: [] })).toEqual(['warning SLUICE-NO-SOURCE'])
})

test('a source alone reads what nobody wants, so its output must be wired', () => {
  expect(codes({ nodes: [gen], edges: [] })).toEqual(['error SLUICE-OUTPUT-UNWIRED'])
})

test('an unknown operator is one problem, not one for each of its ports', () => {
  const nodes = [gen, { id: 'odd', operator: 'from-the-future', config: { any: 1 } }, end]
  const edges = [
    { from: 'gen.out', to: 'odd.in' },
    { from: 'odd.somewhere', to: 'end.in' },
  ]
  expect(codes({ nodes, edges })).toEqual(['error SLUICE-OPERATOR-UNKNOWN'])
})

test('an operator cannot be a name that every object has', () => {
  expect(codes({ nodes: [gen, { ...end, operator: 'toString' }], edges: straight })).toEqual([
    'error SLUICE-OPERATOR-UNKNOWN',
  ])
})

describe('what happens to errors nobody takes is said for each step:', () => {
  const message = (parts: object) =>
    check(createDocument(parts), operatorSpecs).find(({ code }) => code === 'SLUICE-ERRORS-UNWIRED')?.message

  test('by the settings', () => {
    expect(message({ settings: { unhandledErrors: 'drop' } })).toContain('dropped and counted')
  })

  test('or by the step itself', () => {
    const nodes = createDocument().nodes.map((node) => ({ ...node, onError: 'stop' }))
    expect(message({ nodes, settings: { unhandledErrors: 'drop' } })).toContain('the pipeline stops')
  })
})

describe('before parameters are put in', () => {
  const withCount = (count: unknown, parameters: object) =>
    codes({ parameters, nodes: [{ ...gen, config: { count } }, end], edges: straight })

  test('a default counts as the value', () => {
    expect(withCount('${N}', { N: { type: 'integer', default: 10 } })).toEqual([])
    expect(withCount('${N}', { N: { type: 'integer', default: -10 } })).toEqual(['error SLUICE-FIELD-RANGE'])
  })

  test('a parameter without default counts by its type', () => {
    expect(withCount('${N}', { N: { type: 'integer' } })).toEqual([])
    expect(withCount('${N}', { N: { type: 'string' } })).toEqual(['error SLUICE-FIELD-TYPE'])
    expect(withCount('${N}', { N: { type: 'boolean' } })).toEqual(['error SLUICE-FIELD-TYPE'])
  })

  test('no fix replaces a placeholder', () => {
    const parameters = { N: { type: 'integer', default: -10 } }
    const found = check(
      createDocument({ parameters, nodes: [{ ...gen, config: { count: '${N}' } }, end], edges: straight }),
      operatorSpecs,
    )
    expect(found.find(({ code }) => code === 'SLUICE-FIELD-RANGE')?.fix).toBeUndefined()
  })

  test('renaming an option keeps its placeholder', () => {
    const parameters = { N: { type: 'integer', default: 10 } }
    const found = check(
      createDocument({ parameters, nodes: [{ ...gen, config: { cuont: '${N}' } }, end], edges: straight }),
      operatorSpecs,
    )
    expect(found[0]?.fix?.patch.at(-1)).toEqual({ op: 'add', path: '/nodes/0/config/count', value: '${N}' })
  })

  test('an expression with an unknown part is not judged, one with a default is', () => {
    const withCondition = (condition: string, parameters: object) =>
      codes({
        parameters,
        nodes: [gen, { id: 'keep', operator: 'filter', config: { condition } }, end],
        edges: createDocument().edges,
      })
    expect(withCondition('value.x ${OPERATOR} 5', { OPERATOR: {} })).toEqual([])
    expect(withCondition('value.x ${OPERATOR} 5', { OPERATOR: { default: '>' } })).toEqual([])
    expect(withCondition('value.x ${OPERATOR} 5', { OPERATOR: { default: '><' } })).toEqual(['error SLUICE-EXPRESSION'])
  })

  test('a connection whose name is not known yet makes no other one unused', () => {
    const nodes = [gen, { id: 'end', operator: 'pulsar-sink', config: { connection: '${WHERE}', topic: 't' } }]
    const connections = { main: { type: 'embedded' }, prod: { type: 'pulsar', serviceUrl: 'pulsar://${HOST}:6650' } }
    expect(codes({ parameters: { WHERE: {}, HOST: {} }, connections, nodes, edges: straight })).toEqual([])
  })
})

describe('connections', () => {
  const sink = { id: 'end', operator: 'pulsar-sink', config: { topic: 't' } }

  test('an embedded one is offered where there is none', () => {
    const found = check(createDocument({ nodes: [gen, sink], edges: straight }), operatorSpecs)
    expect(found.find(({ code }) => code === 'SLUICE-CONNECTION-MISSING')).toMatchObject({
      fix: { patch: [{ path: '/connections/main', value: { type: 'embedded' } }] },
    })
  })

  test('dead letters use one too', () => {
    const connections = { main: { type: 'embedded' } }
    expect(codes({ connections, settings: { deadLetter: { connection: 'main', topic: 'lost' } } })).toEqual([])
  })
})

describe('topics', () => {
  const connections = { main: { type: 'embedded' } }
  const reader = (id: string, config: object) => ({
    id,
    operator: 'pulsar-source',
    config: { topics: ['a'], subscriptionName: 's', ...config },
  })
  const writer = (topic: string) => ({ id: 'write', operator: 'pulsar-sink', config: { topic } })

  test('are the same in every spelling', () => {
    const nodes = [reader('read', {}), writer('persistent://public/default/a')]
    expect(codes({ connections, nodes, edges: [{ from: 'read.out', to: 'write.in' }] })).toEqual([
      'warning SLUICE-TOPIC-LOOP',
    ])
  })

  test('may be filled and read in one drawing, when the reader does not feed the writer', () => {
    const nodes = [gen, writer('a'), reader('read', {}), end]
    const edges = [
      { from: 'gen.out', to: 'write.in' },
      { from: 'read.out', to: 'end.in' },
    ]
    expect(codes({ connections, nodes, edges })).toEqual([])
  })

  test.each([
    ['Shared', 'Shared', []],
    ['Shared', 'KeyShared', ['error SLUICE-SUBSCRIPTION-CONFLICT']],
    ['Exclusive', 'Exclusive', ['error SLUICE-SUBSCRIPTION-CONFLICT']],
    [undefined, 'KeyShared', []],
  ])('can be read through one subscription as %s and %s only if that fits', (one, other, expected) => {
    const nodes = [
      reader('a', { consumer: { consumerType: one } }),
      reader('b', { consumer: { consumerType: other } }),
      end,
    ]
    const edges = [
      { from: 'a.out', to: 'end.in' },
      { from: 'b.out', to: 'end.in' },
    ]
    expect(codes({ connections, nodes, edges })).toEqual(expected)
  })

  test('presets choose the subscription type too', () => {
    const nodes = [
      reader('a', { preset: 'high-throughput' }),
      reader('b', { consumer: { consumerType: 'Shared' } }),
      end,
    ]
    const edges = [
      { from: 'a.out', to: 'end.in' },
      { from: 'b.out', to: 'end.in' },
    ]
    expect(codes({ connections, nodes, edges })).toEqual([])
  })
})

describe('bytes whose fields are read', () => {
  const read = { id: 'read', operator: 'pulsar-source', config: { topics: ['a'], subscriptionName: 's' } }
  const chain = (...nodes: { id: string }[]) => {
    const all = [read, ...nodes, end]
    return {
      connections: { main: { type: 'embedded' } },
      nodes: all,
      edges: all.slice(1).map(({ id }, index) => ({ from: `${all[index]!.id}.out`, to: `${id}.in` })),
    }
  }
  const merge = { id: 'merge', operator: 'merge', config: {} }
  const parse = { id: 'parse', operator: 'deserialize', config: {} }
  const keep = (condition: string) => ({ id: 'keep', operator: 'filter', config: { condition } })

  test.each([
    [
      'are found behind steps that leave the value alone',
      chain(merge, keep('value.x > 1')),
      ['warning SLUICE-VALUE-UNDECODED'],
    ],
    ['are none behind a step that decodes', chain(parse, merge, keep('value.x > 1')), []],
    [
      'are none where only the key is decoded',
      chain({ ...parse, config: { target: 'key' } } as never, keep('value["x"] > 1')),
      ['warning SLUICE-VALUE-UNDECODED'],
    ],
    ['are none where the value is not looked into', chain(keep('key == "a"')), []],
  ])('%s', (_name, parts, expected) => {
    expect(codes(parts)).toEqual(expected)
  })
})

describe('an expression', () => {
  const codesOf = (state: string, output: string) => {
    const sum = { id: 'sum', operator: 'stateful-map', config: { state, output } }
    const edges = [
      { from: 'gen.out', to: 'sum.in' },
      { from: 'sum.out', to: 'end.in' },
    ]
    return codes({ nodes: [gen, sum, end], edges })
  }

  test('may use the names its step declares for it', () => {
    expect(codesOf('state == null ? 1 : state + 1', '[state, next]')).toEqual([])
  })

  test('may use no other ones', () => {
    expect(codesOf('next', 'accumulator')).toEqual(['error SLUICE-EXPRESSION', 'error SLUICE-EXPRESSION'])
  })
})

describe('refusals of an operator are put in words:', () => {
  const odd = defineSpec({
    id: 'odd',
    kind: 'source',
    group: 'Sources',
    title: 'Odd',
    summary: 'Has every kind of option.',
    docs: '',
    icon: 'x',
    inputs: [],
    outputs: ['out'],
    errors: false,
    cardinality: 'one',
    summarise: () => '',
    examples: [],
    config: z.strictObject({
      list: z.array(z.string()).min(1).optional(),
      whole: z.number().int().lt(10).multipleOf(2).optional(),
      flag: z.boolean().optional(),
      text: z.string().min(1).max(3).optional(),
      deep: z.object({ inner: z.strictObject({ maximum: z.number() }) }).optional(),
      form: z.union([z.string(), z.strictObject({ seconds: z.number() })]).optional(),
      kind: z
        .discriminatedUnion('type', [
          z.object({ type: z.literal('one') }),
          z.object({ type: z.literal('two'), size: z.number() }),
        ])
        .optional(),
      mode: z.union([z.literal('on'), z.number()]).optional(),
      mail: z.email().optional(),
      properties: z.record(z.string().regex(/^[a-z]+$/), z.string()).optional(),
    }),
  })

  test.each([
    [{ list: 'a' }, 'SLUICE-FIELD-TYPE', '"list" must be a list, not text.', ['a']],
    [{ list: [] }, 'SLUICE-FIELD-RANGE', '"list" must not be empty.', undefined],
    [{ list: ['a', 5] }, 'SLUICE-FIELD-TYPE', '"list[1]" must be text, not a number.', '5'],
    [{ whole: 2.5 }, 'SLUICE-FIELD-TYPE', '"whole" must be a whole number, not a number.', 3],
    [{ whole: 12 }, 'SLUICE-FIELD-RANGE', '"whole" must be less than 10, not 12.', undefined],
    [{ whole: 3 }, 'SLUICE-FIELD-INVALID', '"whole" must be a multiple of 2.', undefined],
    [{ flag: 'true' }, 'SLUICE-FIELD-TYPE', '"flag" must be true or false, not text.', true],
    [{ flag: null }, 'SLUICE-FIELD-TYPE', '"flag" must be true or false, not null.', undefined],
    [{ text: 'four' }, 'SLUICE-FIELD-RANGE', '"text" must have at most 3 letters.', undefined],
    [
      { deep: { inner: { maximmu: 1, maximum: 2 } } },
      'SLUICE-FIELD-UNKNOWN',
      'no option "deep.inner.maximmu". There is "maximum".',
      undefined,
    ],
    [{ deep: {} }, 'SLUICE-FIELD-MISSING', 'needs the option "inner" in "deep".', undefined],
    [{ form: 5 }, 'SLUICE-FIELD-TYPE', '"form" must be text or an object, not a number.', undefined],
    [{ form: { seconds: 'x' } }, 'SLUICE-FIELD-TYPE', '"form.seconds" must be a number, not text.', undefined],
    [
      { kind: { type: 'tow' } },
      'SLUICE-FIELD-CHOICE',
      '"kind.type" must be "one" or "two", not "tow". Did you mean "two"?',
      'two',
    ],
    [{ kind: {} }, 'SLUICE-FIELD-MISSING', 'needs the option "type" in "kind".', undefined],
    [{ kind: { type: 'two' } }, 'SLUICE-FIELD-MISSING', 'needs the option "size" in "kind".', undefined],
    [{ mode: 'of' }, 'SLUICE-FIELD-CHOICE', '"mode" must be "on", not "of". Did you mean "on"?', 'on'],
    [{ mode: true }, 'SLUICE-FIELD-TYPE', '"mode" must be a number or "on", not true.', undefined],
    [{ mail: 'x' }, 'SLUICE-FIELD-INVALID', '"mail" must be written as', undefined],
    [{ properties: { A1: 'x' } }, 'SLUICE-FIELD-INVALID', '"properties.A1" has a key that is not allowed.', undefined],
  ])('%j', (config, code, words, fixed) => {
    const document = createDocument({ nodes: [{ id: 'a', operator: 'odd', config }], edges: [] })
    const found = check(document, { odd }).filter((other) => other.code.startsWith('SLUICE-FIELD'))
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ code, place: { node: 'a' } })
    expect(found[0]?.message).toContain(words)
    if (fixed !== undefined) expect(found[0]?.fix?.patch[0]?.value).toEqual(fixed)
  })
})

test('1,000 nodes take less than 50 ms', () => {
  const steps = Array.from({ length: 998 }, (_, index) => ({
    id: `n${index}`,
    operator: 'filter',
    config: { condition: `value.total > ${index}` },
  }))
  const nodes = [gen, ...steps, end]
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: `${nodes[index]!.id}.out`, to: `${id}.in` }))
  const document = createDocument({ nodes, edges })
  const durations = Array.from({ length: 5 }, () =>
    cpuTimeOf(() => expect(hasErrors(check(document, operatorSpecs))).toBe(false)),
  )
  expect(Math.min(...durations)).toBeLessThan(50)
})
