import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytewaxPython } from './install.ts'
import {
  type Arrival,
  type Emitted,
  type KeyedCase,
  type MapperName,
  mappers,
  runInBytewax,
  runInSluice,
} from './keyed.ts'

const python = await bytewaxPython()
const seed = 20_260_101

const key = fc.constantFrom('a', 'b', '', 'ä')
const number = fc.integer({ min: -50, max: 50 })
const value = fc.oneof({ weight: 5, arbitrary: number }, { weight: 1, arbitrary: fc.constant(null) })
const minute = 60_000

const mapped = (mapper: MapperName): fc.Arbitrary<KeyedCase> =>
  fc.record({
    operator: fc.constant('stateful_map'),
    batchSize: fc.constant(1),
    mapper: fc.constant(mapper),
    items: fc.array(fc.tuple(key, number), { minLength: 2, maxLength: 30, size: 'max' }),
  })

const collected: fc.Arbitrary<KeyedCase> = fc.record({
  operator: fc.constant('collect'),
  batchSize: fc.constant(1),
  maxSize: fc.integer({ min: 1, max: 6 }),
  timeoutMs: fc.constant(minute),
  items: fc.array(fc.tuple(key, value), { minLength: 2, maxLength: 40, size: 'max' }),
})

/** A pause is ten times the timeout, so that a busy machine does not turn the two round. */
const timed: fc.Arbitrary<KeyedCase> = fc.record({
  operator: fc.constant('collect'),
  batchSize: fc.constant(1_000),
  maxSize: fc.integer({ min: 2, max: 4 }),
  timeoutMs: fc.constant(100),
  items: fc
    .array(fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 8 }), { minLength: 2, maxLength: 3 })
    .map((batches) => batches.flatMap((batch, index): Arrival[] => (index === 0 ? batch : [1_000, ...batch]))),
})

const joined = (insertMode: string, emitMode: string): fc.Arbitrary<KeyedCase> =>
  fc.integer({ min: 2, max: 4 }).chain((count) => {
    const sides = ['left', 'right', 'third', 'fourth'].slice(0, count)
    return fc.record({
      operator: fc.constant('join'),
      batchSize: fc.constant(1),
      sides: fc.constant(sides),
      insertMode: fc.constant(insertMode),
      emitMode: fc.constant(emitMode),
      items: fc.array(fc.tuple(key, fc.tuple(fc.constantFrom(...sides), value)), {
        minLength: 2,
        maxLength: 24,
        size: 'max',
      }),
    })
  })

/** By key; at the end of the input Bytewax sends in the order of the keys, Sluice in the order in which they were last met. */
const byKey = (emitted: Emitted) =>
  Object.fromEntries([...Map.groupBy(emitted, ([name]) => `key ${name}`)].sort(([a], [b]) => (a < b ? -1 : 1)))

type View = (emitted: Emitted, one: KeyedCase) => unknown
const asItCame: View = (emitted) => emitted
const perKey: View = (emitted) => byKey(emitted)
const fullOnesAsTheyCame: View = (emitted, one) => ({
  full: emitted.filter(([, list]) => 'maxSize' in one && (list as unknown[]).length === one.maxSize),
  all: byKey(emitted),
})

interface Comparison {
  readonly name: string
  readonly cases: readonly KeyedCase[]
  readonly view: View
}

/** Shortest first, so that the first difference is a small one. */
const sampled = (arbitrary: fc.Arbitrary<KeyedCase>, numRuns: number) =>
  fc.sample(arbitrary, { seed, numRuns }).toSorted((a, b) => a.items.length - b.items.length)

const insertModes = ['first', 'last', 'product']
const emitModes = ['complete', 'final', 'running']

const trickle: KeyedCase = {
  operator: 'collect',
  batchSize: 1_000,
  maxSize: 10,
  timeoutMs: 1_500,
  items: [['a', 1], 1_000, ['a', 2], 1_000, ['a', 3], 3_000, ['a', 4]],
}

const comparisons: readonly Comparison[] = [
  ...(Object.keys(mappers) as MapperName[]).map((mapper) => ({
    name: `stateful_map, ${mapper}`,
    cases: sampled(mapped(mapper), 40),
    view: asItCame,
  })),
  { name: 'collect, by size', cases: sampled(collected, 60), view: fullOnesAsTheyCame },
  { name: 'collect, by timeout', cases: sampled(timed, 5), view: perKey },
  { name: 'collect, a steady trickle', cases: [trickle], view: asItCame },
  ...insertModes.flatMap((insertMode) =>
    emitModes.map((emitMode) => ({
      name: `join, ${insertMode} and ${emitMode}`,
      cases: sampled(joined(insertMode, emitMode), 40),
      view: emitMode === 'final' ? perKey : asItCame,
    })),
  ),
]

describe.skipIf(python === null)('keyed steps do what those of Bytewax do:', () => {
  let results: readonly Emitted[] = []

  beforeAll(async () => {
    results = await runInBytewax(
      python!,
      comparisons.flatMap(({ cases }) => cases),
    )
  }, 110_000)

  it.each(comparisons)('$name', async ({ cases, view }) => {
    const first = comparisons.slice(
      0,
      comparisons.findIndex((other) => other.cases === cases),
    )
    const offset = first.reduce((count, other) => count + other.cases.length, 0)
    for (const [index, one] of cases.entries()) {
      expect(view(await runInSluice(one), one), JSON.stringify(one)).toEqual(view(results[offset + index]!, one))
    }
  })

  it('in cases that say something', () => {
    expect(results.filter((emitted) => emitted.length > 3).length).toBeGreaterThan(300)
  })
})
