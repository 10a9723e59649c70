import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunTable } from '../../main/engine/assemble.ts'
import type { OperatorTable } from '../../main/engine/plan.ts'
import { runs } from '../../main/engine/runs.ts'
import { createManualClock } from '../../main/engine/testing/manual-clock.ts'
import { createGraphRunner } from '../../main/engine/testing/run-graph-with.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'
import { mustRun } from '../run-command.mjs'
import { pacedRun, pacedSpec } from './paced-source.ts'

/** One run of a window, as `window-driver.py` reads it too. Times are epoch milliseconds. */
export interface WindowCase {
  readonly windowing:
    | { readonly kind: 'tumbling'; readonly lengthMs: number; readonly alignTo: number }
    | { readonly kind: 'sliding'; readonly lengthMs: number; readonly offsetMs: number; readonly alignTo: number }
    | { readonly kind: 'session'; readonly gapMs: number }
  readonly clock: { readonly kind: 'system' } | { readonly kind: 'event'; readonly waitMs: number }
  readonly ordered: boolean
  readonly aggregate: 'count' | 'sum' | 'min' | 'max' | 'collect' | 'fold'
  readonly items: readonly WindowItem[]
}

export interface WindowItem {
  readonly key: string
  /** The system time when it arrives; never less than that of the item before. */
  readonly now: number
  readonly timestamp: number
  readonly number: number
}

/** What left each port, in order; the metadata of a window is `[open_time, close_time, merged_ids]`. */
export type Emitted = Readonly<Record<'out' | 'late' | 'meta', readonly WindowEvent[]>>
export type WindowEvent = readonly [key: string, windowId: number, result: unknown]

/** When the clock begins: far enough back for Bytewax, which sets its alarms by the machine's clock, to take every window for due. */
export const start = 1_000_000_000_000

/** Items of this key only let time pass for the others. */
export const tickKey = 'tick'

/** All cases in one process of Python; one result for each, in their order. */
export async function runInBytewax(python: string, cases: readonly WindowCase[]): Promise<readonly Emitted[]> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-windows-'))
  const files = [join(folder, 'cases.json'), join(folder, 'results.json')] as const
  try {
    await writeFile(files[0], JSON.stringify(cases))
    const driver = fileURLToPath(new URL('window-driver.py', import.meta.url))
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

/** The same case drawn here, on a clock that the pauses between items move. */
export async function runInSluice(one: WindowCase): Promise<Emitted> {
  const ports = ['out', 'late', 'meta'] as const
  const result = await runGraph(
    {
      nodes: [
        { id: 'feed', operator: pacedSpec.id, config: { arrivals: arrivalsOf(one) } },
        { id: 'tested', operator: 'window', config: configOf(one) },
        ...ports.map((port) => ({ id: port, operator: 'test-collect' })),
      ],
      edges: ['feed.out>tested.in', ...ports.map((port) => `tested.${port}>${port}.in`)],
    },
    { clock: createManualClock(start) },
  )
  if (result.failure !== null) throw new Error(result.failure.message)
  const made = (port: 'out' | 'meta') =>
    result.outputs(port).map(({ key, value }) => ({ key: key ?? '', ...(value as Made) }))
  return {
    out: made('out').map(({ key, window_id, value }) => [key, window_id, value]),
    meta: made('meta').map(({ key, window_id, ...rest }) => [
      key,
      window_id,
      [rest.open_time, rest.close_time, rest.merged_ids],
    ]),
    late: result
      .outputs('late')
      .map(({ key, value, properties }) => [
        key ?? '',
        Number(properties.window_id),
        (value as { readonly number: number }).number,
      ]),
  }
}

interface Made {
  readonly window_id: number
  readonly open_time: number
  readonly close_time: number
  readonly value?: unknown
  readonly merged_ids?: readonly number[]
}

function arrivalsOf({ items }: WindowCase) {
  let now = start
  return items.flatMap((item) => {
    const pause = item.now - now
    now = item.now
    const arrival = [item.key, { timestamp: item.timestamp, number: item.number }]
    return pause === 0 ? [arrival] : [pause, arrival]
  })
}

function configOf({ windowing, clock, ordered, aggregate }: WindowCase) {
  return {
    windowing,
    clock: clock.kind === 'system' ? clock : { ...clock, timestamp: 'value.timestamp' },
    ordered,
    aggregate: {
      kind: aggregate,
      of: 'value.number',
      initial: '""',
      accumulator: 'accumulator + string(int(value.number)) + " "',
      merger: '"(" + left + "+ " + right + ")"',
    },
  }
}
