import * as fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { bytewaxPython } from './install.ts'
import { type Emitted, runInBytewax, runInSluice, start, tickKey, type WindowCase, type WindowEvent } from './window.ts'

const python = await bytewaxPython()
const seed = 20_260_131

type Windowing = WindowCase['windowing']
type Aggregate = WindowCase['aggregate']
interface Arrival {
  readonly key: string
  /** Seconds after the item before. */
  readonly pause: number
  /** Seconds. */
  readonly timestamp: number
  readonly number: number
}

const seconds = (least: number, most: number) => fc.integer({ min: least, max: most }).map((count) => count * 1_000)
const alignTo = fc.constantFrom(0, start, start + 3_000, -7_000)

const windowings: Readonly<Record<Windowing['kind'], fc.Arbitrary<Windowing>>> = {
  tumbling: fc.record({ kind: fc.constant('tumbling'), lengthMs: seconds(1, 12), alignTo }),
  sliding: fc
    .record({ kind: fc.constant('sliding'), lengthMs: seconds(1, 12), offsetMs: seconds(1, 12), alignTo })
    .map((windowing) => ({ ...windowing, offsetMs: Math.min(windowing.offsetMs, windowing.lengthMs) })),
  session: fc.record({ kind: fc.constant('session'), gapMs: seconds(0, 6) }),
}

const arrival = (key: fc.Arbitrary<string>, pause: fc.Arbitrary<number>, span: number): fc.Arbitrary<Arrival> =>
  fc.record({ key, pause, timestamp: fc.integer({ min: 0, max: span }), number: fc.integer({ min: -9, max: 9 }) })

/** All at one moment. */
const still = fc.array(arrival(fc.constantFrom('a', 'b', 'ä'), fc.constant(0), 40), {
  minLength: 3,
  maxLength: 24,
  size: 'max',
})

/** Over time, with pauses that let windows of silent keys close. */
const moving = fc.array(arrival(fc.constantFrom('a', 'b'), fc.constantFrom(0, 1, 2, 5, 20), 60), {
  minLength: 3,
  maxLength: 20,
  size: 'max',
})

/**
 * Each item arrives a few milliseconds past a second of its own, so that nothing arrives at the very moment at which a window closes.
 * Before it a tick of the same time lets Bytewax look after the other keys.
 */
function paced(arrivals: readonly Arrival[]): WindowCase['items'] {
  let now = start
  return arrivals.flatMap((one, index) => {
    now = Math.floor(now / 1_000 + one.pause) * 1_000 + (index + 1) * 7
    const item = { ...one, now, timestamp: start + one.timestamp * 1_000 }
    const tick = { key: tickKey, now, timestamp: start, number: 0 }
    return [tick, item]
  })
}

const unpaced = (arrivals: readonly Arrival[]): WindowCase['items'] =>
  arrivals.map((one) => ({ ...one, now: start, timestamp: start + one.timestamp * 1_000 }))

const clocks: Readonly<Record<string, fc.Arbitrary<WindowCase['clock']>>> = {
  event: fc.record({ kind: fc.constant('event'), waitMs: fc.oneof(fc.constant(0), seconds(0, 20)) }),
  system: fc.constant({ kind: 'system' }),
}

const aggregates: readonly Aggregate[] = ['count', 'sum', 'min', 'max', 'collect', 'fold']

interface Comparison {
  readonly name: string
  readonly cases: readonly WindowCase[]
  readonly view: (emitted: Emitted) => unknown
}

/** Events by key: at the end of the input Bytewax goes through the keys in their order, Sluice in the order they were last met. */
function byKey(events: readonly WindowEvent[]) {
  const kept = events.filter(([key]) => key !== tickKey)
  return Object.fromEntries([...Map.groupBy(kept, ([key]) => key)].sort(([a], [b]) => (a < b ? -1 : 1)))
}

const inOrder = ({ out, late, meta }: Emitted) => ({ out: byKey(out), late: byKey(late), meta: byKey(meta) })

/** Windows that Bytewax finds closed together were closed by Sluice one after the other, each in its time. */
function byWindow({ out, late, meta }: Emitted) {
  const sorted = (events: readonly WindowEvent[]) =>
    byKey(
      events
        .map((event) => JSON.stringify(event))
        .sort()
        .map((text) => JSON.parse(text) as WindowEvent),
    )
  return { out: sorted(out), late: byKey(late), meta: sorted(meta) }
}

/** So that the first difference is a small one. */
function smallestFirst(one: fc.Arbitrary<WindowCase>, numRuns: number): readonly WindowCase[] {
  return fc.sample(one, { seed, numRuns }).toSorted((a, b) => a.items.length - b.items.length)
}

function sampled(kind: Windowing['kind'], clock: 'event' | 'system', moves: boolean, numRuns: number) {
  return smallestFirst(
    fc.record({
      windowing: windowings[kind],
      clock: clocks[clock] as fc.Arbitrary<WindowCase['clock']>,
      ordered: fc.boolean(),
      aggregate: fc.constantFrom(...aggregates),
      items: moves ? moving.map(paced) : still.map(unpaced),
    }),
    numRuns,
  )
}

/** Sessions that stay open until the end, and find each other out of order. */
const merging = fc.record({
  windowing: fc.record({ kind: fc.constant('session'), gapMs: seconds(1, 4) }),
  clock: fc.constant({ kind: 'event', waitMs: 100_000 } as const),
  ordered: fc.constant(false),
  aggregate: fc.constantFrom(...aggregates),
  items: fc
    .array(arrival(fc.constant('a'), fc.constant(0), 50), { minLength: 8, maxLength: 20, size: 'max' })
    .map(unpaced),
})

const kinds = ['tumbling', 'sliding', 'session'] as const
const comparisons: readonly Comparison[] = [
  { name: 'session, merging', cases: smallestFirst(merging, 60), view: inOrder },
  ...kinds.flatMap(comparisonsOf),
]

function comparisonsOf(kind: Windowing['kind']): readonly Comparison[] {
  return [
    { name: `${kind}, event time, at one moment`, cases: sampled(kind, 'event', false, 80), view: inOrder },
    { name: `${kind}, event time, over time`, cases: sampled(kind, 'event', true, 60), view: byWindow },
    { name: `${kind}, system time, at one moment`, cases: sampled(kind, 'system', false, 10), view: inOrder },
    { name: `${kind}, system time, over time`, cases: sampled(kind, 'system', true, 40), view: byWindow },
  ]
}

describe.skipIf(python === null)('windows are those of Bytewax:', () => {
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
      expect(view(await runInSluice(one)), JSON.stringify(one)).toEqual(view(results[offset + index] as Emitted))
    }
  })

  it('in cases that say something', () => {
    const own = results.map(inOrder)
    const has = (port: keyof Emitted, test: (event: WindowEvent) => boolean) =>
      own.filter((emitted) => Object.values(emitted[port]).flat().some(test)).length
    expect(results.length).toBeGreaterThan(600)
    expect(has('out', () => true)).toBeGreaterThan(500)
    expect(has('late', () => true)).toBeGreaterThan(150)
    expect(has('meta', ([, , meta]) => (meta as [number, number, number[]])[2].length > 0)).toBeGreaterThan(20)
  })
})
