import { createEngine, type OperatorTable, type RunTable } from '../../main/engine/engine.ts'
import type { Pipeline } from '../../main/engine/pipeline.ts'
import { runs } from '../../main/engine/runs.ts'
import type { Behaviour } from '../../main/engine/stages/transform.ts'
import { documentSchema, edgeId } from '../../shared/graph/schema.ts'
import { expandSubflows } from '../../shared/graph/subflows/expand.ts'
import { compileCel } from '../../shared/operators/lib/cel.ts'
import { compileTemplate } from '../../shared/operators/lib/template.ts'
import { type OperatorId, operatorSpecs } from '../../shared/operators/specs.ts'
import { benchPorts } from '../lib/ports.ts'
import { benchSink, benchSource, benchSpec } from '../lib/start.ts'
import { cases } from './cases.ts'
import { drawingOf, failure } from './drawing.ts'
import { Feed, messagesOf } from './feed.ts'
import { type Run, type RunOptions, Stopwatch } from './outcome.ts'
import { createWorld, type World } from './world.ts'

const language = { compile: compileCel, template: compileTemplate }

/** The operator, drawn and run by the engine. */
export async function runByEngine(id: OperatorId, options: RunOptions): Promise<Run> {
  const operator = cases[id]
  const drawing = documentSchema.parse(drawingOf(id, operator, options.count))
  const feed = new Feed(messagesOf(operator, options.count), options.count)
  const world = createWorld(options)
  const watch = new Stopwatch()
  const start = createEngine(specs, runsWith(feed, world, watch), language)
  const pipeline = await start(expandSubflows(drawing), world.ports, { runId: 'bench', seed: 1 })
  watch.start()
  const hasCome = () => world.out.count === options.count
  await allIsDone(pipeline, operator.endless === true ? hasCome : () => pipeline.isExhausted())
  const took = watch.read()
  await pipeline.drain()
  await world.close()
  if (pipeline.failure !== null) throw new Error(pipeline.failure.message)
  const { ledger, fromState, edges } = pipeline.snapshot()
  const { received, delivered, dropped, absorbed } = ledger
  const wires = drawing.edges.map((edge) => edges[edgeId(edge)] ?? -1)
  const { count: left, digest } = world.out
  const outcome = { received, delivered, dropped, absorbed, fromState: fromState.delivered, wires, left, digest }
  return { outcome, ...took }
}

const specs: OperatorTable = {
  ...operatorSpecs,
  feed: { ...benchSpec('feed', 'source', 'one'), keys: () => 'all', emits: () => 'decoded' },
  fails: benchSpec('fails', 'transform', 'one'),
  end: benchSpec('end', 'sink', 'none'),
}

const fails: Behaviour = { onMessage: (message, emit) => emit('out', { ...message, failure }) }

function runsWith(feed: Feed, world: World, watch: Stopwatch): RunTable {
  const source = {
    pull(max: number) {
      watch.start()
      return feed.pull(max)
    },
    ack: (ids: readonly unknown[]) => feed.ack(ids),
  }
  const end = () => benchSink((message) => world.out.take(message))
  return { ...runs, feed: () => benchSource(source), fails: () => fails, end } as RunTable
}

async function allIsDone(pipeline: Pipeline, isDone: () => boolean): Promise<void> {
  while (pipeline.failure === null && !isDone()) await benchPorts.clock.yield()
}
