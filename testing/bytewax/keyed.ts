import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunTable } from '../../main/engine/assemble.ts'
import type { OperatorTable } from '../../main/engine/plan.ts'
import { runs } from '../../main/engine/runs.ts'
import { createGraphRunner, type TestGraph } from '../../main/engine/testing/run-graph-with.ts'
import type { Message } from '../../shared/message.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { mustRun } from '../run-command.mjs'
import { pacedRun, pacedSpec } from './paced-source.ts'

/** What arrives, in this order: a key with its value, or milliseconds in which nothing does. */
export type Arrival<Value = number | null> = readonly [key: string, value: Value] | number

/** One run of one operator, as `keyed-driver.py` reads it too. */
export type KeyedCase = {
  /** Items that Bytewax handles in one go; within a batch it takes one key after the other. */
  readonly batchSize: number
} & (
  | { readonly operator: 'stateful_map'; readonly mapper: MapperName; readonly items: readonly Arrival[] }
  | {
      readonly operator: 'collect'
      readonly maxSize: number
      readonly timeoutMs: number
      readonly items: readonly Arrival[]
    }
  | {
      readonly operator: 'join'
      readonly sides: readonly string[]
      readonly insertMode: string
      readonly emitMode: string
      readonly items: readonly Arrival<readonly [side: string, value: number | null]>[]
    }
)

/** What came out, in order. */
export type Emitted = readonly (readonly [key: string | null, value: unknown])[]

/** The mappers of `keyed-driver.py`, as expressions. */
export const mappers = {
  running_sum: { state: 'state == null ? value : state + value', output: '[value, next]' },
  every_third: {
    state: 'state == null ? 1 : state == 2 ? null : state + 1',
    output: '[state, state == null ? 1 : state + 1, value]',
  },
  highest: { state: 'state == null ? value : max(state, value)' },
  reset_by_negative: { state: 'value < 0 ? null : state == null ? [value] : state + [value]' },
} as const

export type MapperName = keyof typeof mappers

/** All cases in one process of Python; one result for each, in their order. */
export async function runInBytewax(python: string, cases: readonly KeyedCase[]): Promise<readonly Emitted[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-bytewax-'))
  const files = [join(folder, 'cases.json'), join(folder, 'results.json')] as const
  try {
    await writeFile(files[0], JSON.stringify(cases))
    const driver = fileURLToPath(new URL('keyed-driver.py', import.meta.url))
    await mustRun('running Bytewax', python, [driver, ...files], { limitMs: 100_000 })
    return JSON.parse(await readFile(files[1], 'utf8')) as readonly Emitted[]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const { runGraph } = createGraphRunner(
  { ...operatorSpecs, [pacedSpec.id]: pacedSpec } as OperatorTable,
  { ...runs, [pacedSpec.id]: pacedRun } as RunTable,
  { compile: compileCel, template: compileTemplate },
)

/** The same case drawn here. The clock of the harness makes pauses take no time. */
export async function runInSluice(one: KeyedCase): Promise<Emitted> {
  const result = await runGraph(graphOf(one))
  if (result.failure !== null) throw new Error(result.failure.message)
  return result.outputs('end').map((message) => [message.key, shownLike(message, one)])
}

/** Rows of a join are tuples there, objects here. */
function shownLike({ value }: Message, one: KeyedCase): unknown {
  return one.operator === 'join' ? one.sides.map((side) => (value as Record<string, unknown>)[side]) : value
}

function graphOf(one: KeyedCase): TestGraph {
  const feed = { id: 'feed', operator: pacedSpec.id, config: { arrivals: one.items } }
  const end = { id: 'end', operator: 'test-collect' }
  if (one.operator === 'join') return joinGraph(one.sides, { insertMode: one.insertMode, emitMode: one.emitMode }, feed)
  const tested =
    one.operator === 'stateful_map'
      ? { id: 'tested', operator: 'stateful-map', config: mappers[one.mapper] }
      : { id: 'tested', operator: 'collect', config: { maxSize: one.maxSize, timeoutMs: one.timeoutMs } }
  return { nodes: [feed, tested, end], edges: ['feed.out>tested.in', 'tested.out>end.in'] }
}

/** One feed of `[side, value]`, told apart by a switch, so that the order across sides is that of the case. */
function joinGraph(sides: readonly string[], modes: object, feed: TestGraph['nodes'][number]): TestGraph {
  return {
    nodes: [
      feed,
      {
        id: 'side',
        operator: 'switch',
        config: { cases: sides.map((side) => ({ id: side, when: `value[0] == "${side}"` })) },
      },
      { id: 'none', operator: 'discard', config: { reason: 'no side' } },
      ...sides.map((side) => ({ id: side, operator: 'map', config: { mode: 'replace', expression: 'value[1]' } })),
      { id: 'tested', operator: 'join', config: { sides, ...modes } },
      { id: 'end', operator: 'test-collect' },
    ],
    edges: [
      'feed.out>side.in',
      'side.otherwise>none.in',
      ...sides.flatMap((side) => [`side.${side}>${side}.in`, `${side}.out>tested.${side}`]),
      'tested.out>end.in',
    ],
  }
}
