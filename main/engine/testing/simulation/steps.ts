import { code } from './code-step.ts'
import type { Draw } from './draw.ts'
import type { Item } from './payload.ts'

/** What a step makes of an item: what leaves by which port, or that it fails. */
export type Outcome = readonly { readonly port: string; readonly item: Item }[] | 'fails'

/** A step as it may be drawn, and what it means, told without the engine. */
export interface Step {
  readonly operator: string
  readonly config: Readonly<Record<string, unknown>>
  readonly outputs: readonly string[]
  /** Whether it has an `errors` port. */
  readonly fails: boolean
  readonly does: (item: Item) => Outcome
  /** It remembers every item, in a list or as a key. */
  readonly remembers?: 'items' | 'ids'
  /** Expression that lays open what it gathers; a step that does so follows it. */
  readonly unfolds?: string
  /** It lets an item pass once. */
  readonly once?: boolean
  /** It wants a key. */
  readonly keyed?: boolean
}

const one = (item: Item, port = 'out'): Outcome => [{ port, item }]
const pass = (item: Item): Outcome => one(item)

/** `n` as a number, or null when the item is wrong. */
function numberOf({ n }: Item): number | null {
  return typeof n === 'number' ? n : null
}

function byNumber(item: Item, does: (n: number) => Outcome): Outcome {
  const n = numberOf(item)
  return n === null ? 'fails' : does(n)
}

function filter(draw: Draw): Step {
  const modulus = draw.integer(2, 5)
  return {
    operator: 'filter',
    config: { condition: `value.n % ${modulus} != 0` },
    outputs: ['out'],
    fails: true,
    does: (item) => byNumber(item, (n) => (n % modulus === 0 ? [] : one(item))),
  }
}

function map(): Step {
  return {
    operator: 'map',
    config: { fields: [{ field: 'n', expression: 'value.n + 1' }] },
    outputs: ['out'],
    fails: true,
    does: (item) => byNumber(item, (n) => one({ ...item, n: n + 1 })),
  }
}

function branch(draw: Draw): Step {
  const modulus = draw.integer(2, 3)
  return {
    operator: 'branch',
    config: { predicate: `value.n % ${modulus} == 0` },
    outputs: ['trues', 'falses'],
    fails: true,
    does: (item) => byNumber(item, (n) => one(item, n % modulus === 0 ? 'trues' : 'falses')),
  }
}

function cases(draw: Draw): Step {
  const mode = draw.pick(['first', 'all'] as const)
  const limits = { low: 10, middle: 20 }
  const ids = Object.keys(limits) as (keyof typeof limits)[]
  return {
    operator: 'switch',
    config: { mode, cases: ids.map((id) => ({ id, when: `value.n < ${limits[id]}` })) },
    outputs: [...ids, 'otherwise'],
    fails: true,
    does: (item) =>
      byNumber(item, (n) => {
        const ports = ids.filter((id) => n < limits[id])
        if (ports.length === 0) return one(item, 'otherwise')
        return ports.slice(0, mode === 'first' ? 1 : 2).map((port) => ({ port, item }))
      }),
  }
}

function flatMap(): Step {
  return {
    operator: 'flat-map',
    config: { expression: 'value.parts' },
    outputs: ['out'],
    fails: true,
    does: ({ parts }) => parts.map((item) => ({ port: 'out', item })),
  }
}

function merge(): Step {
  return { operator: 'merge', config: {}, outputs: ['out'], fails: false, does: pass }
}

function validate(draw: Draw): Step {
  const maximum = draw.integer(15, 28)
  return {
    operator: 'validate',
    config: { schema: { properties: { n: { type: 'integer', maximum } } } },
    outputs: ['out'],
    fails: true,
    does: (item) => byNumber(item, (n) => (n > maximum ? 'fails' : one(item))),
  }
}

export function keyBy(): Step {
  return {
    operator: 'key-by',
    config: { key: 'value.k' },
    outputs: ['out'],
    fails: true,
    does: (item) => (item.k === null ? 'fails' : one(item)),
  }
}

function delay(draw: Draw): Step {
  const durationMs = draw.pick([0, 1, 20, 300])
  return { operator: 'delay', config: { durationMs }, outputs: ['out'], fails: true, does: pass }
}

function throttle(draw: Draw): Step {
  const config = { rate: draw.integer(20, 200), burst: draw.integer(1, 4), per: draw.pick(['all', 'key']) }
  return { operator: 'throttle', config, outputs: ['out'], fails: false, does: pass }
}

function statefulMap(): Step {
  return {
    operator: 'stateful-map',
    config: { state: '(state == null ? [] : state) + [value.u]', output: 'value' },
    outputs: ['out'],
    fails: true,
    does: pass,
    remembers: 'ids',
    keyed: true,
  }
}

function collect(draw: Draw): Step {
  const timeoutMode = draw.pick(['since-latest', 'since-first'])
  return {
    operator: 'collect',
    config: { maxSize: draw.integer(1, 6), timeoutMs: draw.integer(1, 2_000), timeoutMode },
    outputs: ['out'],
    fails: true,
    does: pass,
    remembers: 'items',
    unfolds: 'value',
    keyed: true,
  }
}

function windowing(draw: Draw): Step {
  const kind = draw.pick(['tumbling', 'session'])
  const clock = draw.chance(0.5) ? { kind: 'system' } : { kind: 'event', timestamp: 'value.t', waitMs: 300 }
  return {
    operator: 'window',
    config: {
      windowing: kind === 'tumbling' ? { kind, lengthMs: draw.integer(50, 1_500) } : { kind, gapMs: 200 },
      clock,
      aggregate: { kind: 'collect', of: 'value' },
    },
    outputs: clock.kind === 'system' ? ['out'] : ['out', 'late'],
    fails: true,
    does: pass,
    remembers: 'items',
    unfolds: 'value.value',
    keyed: true,
  }
}

function deduplicate(): Step {
  return {
    operator: 'deduplicate',
    config: { id: 'value.u + "/" + string(value.n)', ttlMs: 0 },
    outputs: ['out'],
    fails: true,
    does: pass,
    once: true,
  }
}

/** Whether the simulated service knows of an item, by the number the address ends with. */
export function isFound(n: string): boolean {
  return Number(n) % 7 !== 3
}

function enrich(draw: Draw): Step {
  const cache = draw.pick([0, 60_000])
  return {
    operator: 'enrich',
    config: {
      url: 'http://service.example/{value.u}/{value.n}',
      retries: 20,
      concurrency: draw.integer(1, 6),
      cacheTtlMs: cache,
    },
    outputs: ['out'],
    fails: true,
    does: (item) => (isFound(String(item.n)) ? one(item) : 'fails'),
  }
}

const stateless = [filter, map, branch, cases, flatMap, merge, validate, keyBy, delay, throttle, enrich]
const stateful = [statefulMap, collect, windowing, deduplicate, code]

export function drawStep(draw: Draw, mayRemember: boolean): Step {
  const kinds = mayRemember && draw.chance(0.55) ? stateful : stateless
  const kind = draw.pick(kinds)
  // Compiling a schema takes longer than a whole small world.
  return kind === validate && draw.chance(0.7) ? filter(draw) : kind(draw)
}
