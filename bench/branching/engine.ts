import type { RunTable } from '../../main/engine/engine.ts'
import type { Behaviour } from '../../main/engine/stages/transform.ts'
import type { Cardinality } from '../../shared/operators/define.ts'
import { benchSink, benchSource, benchSpec, runBenchGraph } from '../lib/start.ts'
import {
  CountingSink,
  type Counts,
  isKnown,
  isLarge,
  isWanted,
  lower,
  mark,
  mend,
  Numbers,
  raise,
  withValue,
} from './shape.ts'

interface Step {
  readonly cardinality: Cardinality
  readonly onMessage: Behaviour['onMessage']
}

/** One operator per step, each written out, as an operator's author would. */
const steps: Record<string, Step> = {
  wanted: {
    cardinality: 'optional',
    onMessage(message, emit) {
      if (isWanted(message.value as number)) return emit('out', message)
    },
  },
  raise: {
    cardinality: 'one',
    onMessage: (message, emit) => emit('out', withValue(message, raise(message.value as number))),
  },
  known: {
    cardinality: 'optional',
    onMessage(message, emit) {
      if (isKnown(message.value as number)) return emit('out', message)
    },
  },
  lower: {
    cardinality: 'one',
    onMessage: (message, emit) => emit('out', withValue(message, lower(message.value as number))),
  },
  mend: {
    cardinality: 'one',
    onMessage: (message, emit) => emit('out', withValue(message, mend(message.value as number))),
  },
  large: {
    cardinality: 'optional',
    onMessage(message, emit) {
      if (isLarge(message.value as number)) return emit('out', message)
    },
  },
  mark: {
    cardinality: 'one',
    onMessage: (message, emit) => emit('out', withValue(message, mark(message.value as number))),
  },
}

const stepNames = Object.keys(steps)

const specs = {
  numbers: benchSpec('numbers', 'source', 'one'),
  count: benchSpec('count', 'sink', 'none'),
  ...Object.fromEntries(stepNames.map((id) => [id, benchSpec(id, 'transform', steps[id]!.cardinality)])),
}

const nodes = [
  { id: 'read', operator: 'numbers' },
  ...stepNames.map((id) => ({ id, operator: id })),
  { id: 'a', operator: 'count', config: { sink: 0 } },
  { id: 'b', operator: 'count', config: { sink: 1 } },
]

/** In the order of `expectedCounts`. */
const edges = [
  'read.out>wanted.in',
  'wanted.out>raise.in',
  'raise.out>known.in',
  'known.out>lower.in',
  'lower.out>mend.in',
  'mend.out>a.in',
  'lower.out>large.in',
  'large.out>mark.in',
  'mark.out>b.in',
]

/** The graph as a drawing that the engine runs. */
export async function run(count: number): Promise<Counts> {
  const numbers = new Numbers(count)
  const sinks = [new CountingSink(), new CountingSink()] as const
  const runs = {
    numbers: () => benchSource(numbers),
    count: (config: { sink: 0 | 1 }) => benchSink((message) => sinks[config.sink].take(message)),
    ...Object.fromEntries(stepNames.map((id) => [id, () => ({ onMessage: steps[id]!.onMessage })])),
  }
  const pipeline = await runBenchGraph({ specs, runs: runs as RunTable, nodes, edges })
  const { ledger, edges: passed } = pipeline.snapshot()
  return {
    acked: numbers.acked,
    idSum: numbers.idSum,
    delivered: ledger.delivered,
    dropped: ledger.dropped,
    sinkA: sinks[0].count,
    sinkB: sinks[1].count,
    wires: edges.map((edge) => passed[edge] ?? -1),
  }
}
