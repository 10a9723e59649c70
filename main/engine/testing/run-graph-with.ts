import {
  documentSchema,
  type ErrorPolicy,
  edgeId,
  type GraphDocument,
  type GraphEdge,
} from '../../../shared/graph/schema.ts'
import type { ExpandedEdge } from '../../../shared/graph/subflows/expand.ts'
import type { Failure } from '../../../shared/ipc/failure.ts'
import type { Message } from '../../../shared/message.ts'
import type { ExampleMessage } from '../../../shared/operators/define.ts'
import { webTextCodec } from '../../../shared/operators/lib/text-codec.ts'
import { emptyLedger, type Ledger } from '../../../shared/run/ledger.ts'
import type { NodeMetrics, RunSnapshot } from '../../../shared/run/metrics.ts'
import { hasEnded, type RunState } from '../../../shared/run/status.ts'
import { codecs } from '../../world/codecs/codecs.ts'
import { createEngine, type ExpressionLanguage, type OperatorTable, type RunTable } from '../engine.ts'
import type { Pipeline } from '../pipeline.ts'
import type { Broker, Clock, EnginePorts, Logger } from '../ports.ts'
import { liveClock } from './live-clock.ts'
import { createManualClock, type ManualClock, turn } from './manual-clock.ts'
import { refusingWorld } from './refusing-world.ts'
import { collectRun, collectSpec, feedRun, feedSpec } from './test-operators.ts'

/** A graph as a test writes it; everything left out has the document's defaults. */
export interface TestGraph {
  readonly nodes: readonly {
    readonly id: string
    readonly operator: string
    readonly name?: string
    readonly config?: Readonly<Record<string, unknown>>
    readonly onError?: ErrorPolicy
  }[]
  /** `from.port>to.port`, as in `read.out>parse.in`. */
  readonly edges: readonly string[]
  /** Edges as they stand in a document, besides. */
  readonly drawn?: readonly GraphEdge[]
  readonly settings?: Readonly<Record<string, unknown>>
  readonly connections?: Readonly<Record<string, unknown>>
}

export interface TestRunOptions {
  /** By node id. The node's operator is replaced by a source that hands out exactly these, then is exhausted. */
  readonly feed?: Readonly<Record<string, readonly ExampleMessage[]>>
  /** A hand-driven clock that jumps from timer to timer; the machine's own clock when a broker is given. */
  readonly clock?: Clock
  /** What every connection of the graph leads to. The caller closes it. */
  readonly broker?: Broker
  readonly seed?: number
  /** Parts of the world; what is not given refuses. */
  readonly world?: Partial<Pick<EnginePorts, 'http' | 'files' | 'scripts' | 'state'>>
  /** When to drain; the default is when every source is exhausted and nothing is in flight. */
  readonly until?: (pipeline: Pipeline) => boolean
}

/** A running graph, for tests that drive the clock or the broker themselves. */
export interface StartedGraph {
  readonly pipeline: Pipeline
  /** What arrived at a node so far, in order. */
  outputs(nodeId: string): readonly Message[]
  /** Lines the console sink wrote. */
  readonly console: readonly string[]
  /** Warnings and errors of the log. */
  readonly warnings: readonly string[]
}

/** How a run ended. A pipeline that could not start has state `failed` and empty counters. */
export interface TestRunResult extends Omit<StartedGraph, 'pipeline'> {
  readonly ledger: Ledger
  readonly sampleData: Ledger
  readonly fromState: Ledger
  readonly nodes: Readonly<Record<string, NodeMetrics>>
  readonly edges: Readonly<Record<string, number>>
  readonly topics: Readonly<Record<string, number>>
  readonly state: RunState
  readonly failure: Failure | null
}

/** A harness over a list of operators; `harness.ts` has it over all real ones. */
export function createGraphRunner(specs: OperatorTable, runs: RunTable, language: ExpressionLanguage = noLanguage) {
  const startPipeline = createEngine(
    { ...specs, [feedSpec.id]: feedSpec, [collectSpec.id]: collectSpec },
    { ...runs, [feedSpec.id]: feedRun, [collectSpec.id]: collectRun },
    language,
  )

  async function startGraph(graph: TestGraph, options: TestRunOptions = {}): Promise<StartedGraph> {
    const document = documentOf(graph, options.feed ?? {})
    const lines: string[] = []
    const warnings: string[] = []
    const ports = portsOf(options, lines, warnings)
    const pipeline = await startPipeline(document, ports, { runId: 'test', seed: options.seed ?? 1 })
    const arrived = collect(document, pipeline)
    return { pipeline, outputs: (nodeId) => arrived.get(nodeId) ?? [], console: lines, warnings }
  }

  async function runGraph(graph: TestGraph, options: TestRunOptions = {}): Promise<TestRunResult> {
    const clock = clockOf(options)
    let started: StartedGraph
    try {
      started = await startGraph(graph, { ...options, clock })
    } catch (thrown) {
      return notStarted(thrown)
    }
    await goOn(started.pipeline, clock, options.until ?? ((pipeline) => pipeline.isExhausted()))
    const draining = started.pipeline.drain()
    await goOn(started.pipeline, clock, () => false)
    await draining
    return resultOf(started)
  }

  return { startGraph, runGraph }
}

/** For operators without expressions. */
const noLanguage: ExpressionLanguage = {
  compile: () => unavailable('expressions'),
  template: () => unavailable('templates'),
}

function unavailable(what: string): never {
  throw new Error(`This harness was made without ${what}.`)
}

function documentOf(graph: TestGraph, feed: NonNullable<TestRunOptions['feed']>): GraphDocument {
  return documentSchema.parse({
    format: 'sluice/1',
    id: 'test',
    name: 'Test',
    settings: graph.settings,
    connections: graph.connections,
    nodes: graph.nodes.map((node) =>
      feed[node.id] ? { ...node, operator: feedSpec.id, config: { messages: feed[node.id] } } : node,
    ),
    edges: [
      ...graph.edges.map((text) => ({ from: text.split('>')[0]?.trim(), to: text.split('>')[1]?.trim() })),
      ...(graph.drawn ?? []),
    ],
  })
}

function clockOf(options: TestRunOptions): Clock {
  return options.clock ?? (options.broker ? liveClock : createManualClock())
}

function portsOf(options: TestRunOptions, lines: string[], warnings: string[]): EnginePorts {
  const note = (text: string) => void warnings.push(text)
  const log: Logger = { info: () => {}, warn: note, error: note }
  return {
    clock: clockOf(options),
    random: () => 0.5,
    text: webTextCodec,
    codecs,
    ...refusingWorld,
    ...options.world,
    log,
    console: (line) => void lines.push(line),
    async openBroker(connection) {
      if (options.broker === undefined) throw new Error(`The test gave no broker for connection "${connection}".`)
      return { broker: options.broker, release: async () => {} }
    },
  }
}

/** Keeps every message that enters a node, by node. */
function collect(document: GraphDocument, pipeline: Pipeline): Map<string, Message[]> {
  const arrived = new Map<string, Message[]>()
  for (const edge of document.edges) {
    const nodeId = edge.to.slice(0, edge.to.indexOf('.'))
    const messages = arrived.get(nodeId) ?? []
    arrived.set(nodeId, messages)
    pipeline.observe((edge as ExpandedEdge).id ?? edgeId(edge), (message) => messages.push(message))
  }
  return arrived
}

/** Lets the run go on until it has ended or `until` holds; a hand-driven clock jumps ahead whenever nothing else moves. */
async function goOn(pipeline: Pipeline, clock: Clock, until: (pipeline: Pipeline) => boolean): Promise<void> {
  let before = ''
  while (!hasEnded(pipeline.state) && !until(pipeline)) {
    await turn()
    const snapshot = pipeline.snapshot()
    const now = JSON.stringify([snapshot.ledger, snapshot.nodes, snapshot.edges])
    if (now === before) await pass(clock)
    before = now
  }
}

async function pass(clock: Clock): Promise<void> {
  if (isManual(clock)) await clock.advanceToNext()
  else await new Promise<void>((resolve) => clock.after(1, resolve))
}

function isManual(clock: Clock): clock is ManualClock {
  return 'advanceToNext' in clock
}

function resultOf(started: StartedGraph): TestRunResult {
  const snapshot: RunSnapshot = started.pipeline.snapshot()
  const { ledger, sampleData, fromState, nodes, edges, topics } = snapshot
  const { outputs, console, warnings, pipeline } = started
  return {
    ledger,
    sampleData,
    fromState,
    nodes,
    edges,
    topics,
    state: pipeline.state,
    failure: pipeline.failure,
    outputs,
    console,
    warnings,
  }
}

function notStarted(thrown: unknown): TestRunResult {
  const failure = thrown instanceof Error && 'failure' in thrown ? (thrown.failure as Failure) : null
  if (failure === null) throw thrown
  const nothing = { nodes: {}, edges: {}, topics: {}, outputs: () => [], console: [], warnings: [] }
  return { ...nothing, ledger: emptyLedger, sampleData: emptyLedger, fromState: emptyLedger, state: 'failed', failure }
}
