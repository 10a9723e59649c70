import * as z from 'zod'
import { createEngine, type ExpressionLanguage, type OperatorTable, type RunTable } from '../../main/engine/engine.ts'
import type { SinkInstance, SourceInstance } from '../../main/engine/hosted/contract.ts'
import type { Pipeline } from '../../main/engine/pipeline.ts'
import { documentSchema } from '../../shared/graph/schema.ts'
import type { Message } from '../../shared/message.ts'
import { defineSpec, type OperatorKind, type OperatorSpec } from '../../shared/operators/define.ts'
import { benchPorts } from './ports.ts'

/** The least an operator can be described with. */
export function benchSpec(id: string, kind: OperatorKind, cardinality: OperatorSpec['cardinality']): OperatorSpec {
  return defineSpec({
    id,
    kind,
    cardinality,
    group: 'Shape',
    title: id,
    summary: id,
    docs: '',
    icon: 'circle',
    config: z.looseObject({}),
    inputs: kind === 'source' ? [] : ['in'],
    outputs: kind === 'sink' ? [] : ['out'],
    errors: true,
    summarise: () => id,
    examples: [],
  })
}

/** A source that only pulls and acknowledges. */
export function benchSource(source: Pick<SourceInstance, 'pull' | 'ack'>): SourceInstance {
  return {
    open: async () => {},
    pull: (max) => source.pull(max),
    wake: () => {},
    ack: (ids) => source.ack(ids),
    nack: () => {},
    close: async () => {},
  }
}

/** A sink that only takes messages. */
export function benchSink(onMessage: (message: Message) => void | Promise<void>): SinkInstance {
  return { open: async () => {}, onMessage, maxPending: 1_000, flush: async () => {}, close: async () => {} }
}

export interface BenchGraph {
  readonly specs: OperatorTable
  readonly runs: RunTable
  readonly language?: ExpressionLanguage
  readonly nodes: readonly { id: string; operator: string; config?: object }[]
  /** `from.port>to.port` */
  readonly edges: readonly string[]
}

/** Starts a graph and hands it to `whileRunning` in every turn until its sources are exhausted; then drains it. */
export async function runBenchGraph(
  graph: BenchGraph,
  whileRunning: (pipeline: Pipeline) => void = () => {},
): Promise<Pipeline> {
  const { nodes, specs, runs, language = withoutExpressions } = graph
  const edges = graph.edges.map((edge) => ({ from: edge.split('>')[0], to: edge.split('>')[1] }))
  const document = documentSchema.parse({ format: 'sluice/1', id: 'bench', name: 'Bench', nodes, edges })
  const pipeline = await createEngine(specs, runs, language)(document, benchPorts, { runId: 'bench', seed: 1 })
  while (!pipeline.isExhausted() && pipeline.failure === null) {
    await benchPorts.clock.yield()
    whileRunning(pipeline)
  }
  await pipeline.drain()
  if (pipeline.failure !== null) throw new Error(pipeline.failure.message)
  return pipeline
}

const withoutExpressions: ExpressionLanguage = {
  compile: () => absent('expressions'),
  template: () => absent('templates'),
}

function absent(what: string): never {
  throw new Error(`This graph has no ${what}.`)
}
