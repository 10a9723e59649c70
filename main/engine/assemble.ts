import type { Failure } from '../../shared/ipc/failure.ts'
import { FailureError, toFailure } from '../../shared/ipc/failure.ts'
import type { Message } from '../../shared/message.ts'
import type { Book } from './book.ts'
import type { RunContext } from './context.ts'
import { DeadLetters } from './dead-letter.ts'
import type { Edge, Target } from './edge.ts'
import type { BatchInstance, BatchPorts, SinkInstance, SourceInstance } from './hosted/contract.ts'
import { KeyedStates } from './keyed-states.ts'
import type { Plan, PlannedNode } from './plan.ts'
import type { OutgoingMessage } from './ports.ts'
import { AsyncStage } from './stages/async-stage.ts'
import { BatchStage } from './stages/batch-stage.ts'
import { type KeyedBehaviour, KeyedStage } from './stages/keyed-stage.ts'
import { ManyStage } from './stages/many-stage.ts'
import { SingleStage } from './stages/single-stage.ts'
import { SinkStage } from './stages/sink-stage.ts'
import { SourceStage } from './stages/source-stage.ts'
import type { Stage } from './stages/stage.ts'
import type { Behaviour } from './stages/transform.ts'
import { DropEnd, type Dropper, ReturnOnError, StopOnError } from './unwired.ts'

/** A behaviour of any operator. Which of them it returns goes by the spec's `kind` and `batch`. */
export type AnyRun = (
  config: never,
  ports: BatchPorts,
) => SourceInstance | SinkInstance | BatchInstance | KeyedBehaviour | Behaviour

/** The behaviour of every operator, by id. */
export type RunTable = Readonly<Record<string, AnyRun>>

export interface AssembleOptions {
  readonly runs: RunTable
  readonly run: RunContext
  readonly portsOf: (node: PlannedNode, states: KeyedStates) => BatchPorts
  /** Present when a node needs it. */
  readonly deadLetters: DeadLetters | null
  /** A message as a dead-letter topic gets it. */
  readonly letterOf: (message: Message) => OutgoingMessage
  readonly ackOnReceipt: boolean
  readonly book: Book
  readonly sampleBook: Book
  /** Of messages that stateful steps make. */
  readonly stateBook: Book
}

/** A graph ready to run: every stage wired to those behind it. */
export interface Assembly {
  readonly stages: readonly Stage[]
  readonly sources: readonly SourceStage[]
  readonly sinks: readonly SinkStage[]
  readonly edges: ReadonlyMap<string, Edge>
}

/** Creates the stages of a plan and wires them. Throws a FailureError naming the node whose config cannot work. */
export function assemble(plan: Plan, options: AssembleOptions): Assembly {
  const stages = new Map(plan.nodes.map((node) => [node.id, createStage(node, options)]))
  const edges = new Map<string, Edge>()
  for (const { id, from, to } of plan.edges) {
    const [source, target] = [stages.get(from.node) as Stage, stages.get(to.node) as Stage]
    edges.set(id, source.wire(id, from.port, target, to.port))
  }
  const all = [...stages.values()]
  const sources = all.filter((stage) => stage instanceof SourceStage)
  const sinks = all.filter((stage) => stage instanceof SinkStage)
  return { stages: all, sources, sinks, edges }
}

function createStage(node: PlannedNode, options: AssembleOptions): Stage {
  const { run } = options
  const unhandled = (dropper: Dropper) => errorEnd(node, options, dropper)
  const states = new KeyedStates()
  const instance = createInstance(node, states, options)
  if (node.spec.kind === 'source') {
    const source = instance as SourceInstance
    const book = source.sampleData ? options.sampleBook : options.book
    const { ackOnReceipt } = options
    const deadLetters = deadLettersOf(node, source, options)
    return new SourceStage(node, run, { source, book, ackOnReceipt, deadLetters }, unhandled)
  }
  if (node.spec.kind === 'sink') return new SinkStage(node, run, instance as SinkInstance, unhandled)
  if (node.spec.batch) return new BatchStage(node, run, { behaviour: instance as BatchInstance, states }, unhandled)
  if (node.spec.kind === 'stateful') {
    const keyed = { behaviour: instance as KeyedBehaviour, book: options.stateBook }
    return new KeyedStage(node, run, keyed, unhandled)
  }
  const behaviour = instance as Behaviour
  if (isAsync(node)) return new AsyncStage(node, run, behaviour, unhandled)
  if (node.spec.cardinality === 'many') return new ManyStage(node, run, behaviour, unhandled)
  return new SingleStage(node, run, behaviour, unhandled)
}

/** For what the source itself declares dead. */
function deadLettersOf(
  node: PlannedNode,
  source: SourceInstance,
  { run, letterOf }: AssembleOptions,
): DeadLetters | null {
  if (source.deadLetter === undefined) return null
  const send = async (message: Message) => source.deadLetter?.(letterOf(message), message)
  return new DeadLetters({ run, send, label: `Node ${node.label}: writing to its dead-letter topic` })
}

function isAsync({ spec, config }: PlannedNode): boolean {
  return typeof spec.async === 'function' ? spec.async(config as never) : spec.async === true
}

function createInstance(node: PlannedNode, states: KeyedStates, options: AssembleOptions): ReturnType<AnyRun> {
  const create = options.runs[node.spec.id]
  if (create === undefined) throw nodeFailure(node, `has no behaviour for its operator.`)
  try {
    return create(node.config as never, options.portsOf(node, states))
  } catch (thrown) {
    throw nodeFailure(node, `cannot start: ${toFailure(thrown).message}`, toFailure(thrown, 'SLUICE-NODE-FAILED'))
  }
}

/** A Failure that names the node. */
export function nodeFailure(node: PlannedNode, what: string, failure?: Failure): FailureError {
  const code = failure?.code ?? 'SLUICE-OPERATOR-UNKNOWN'
  return new FailureError({ ...failure, code, message: `Node ${node.label} ${what}`, nodeId: node.id })
}

function errorEnd(node: PlannedNode, options: AssembleOptions, dropper: Dropper): Target {
  if (node.onError === 'drop') return new DropEnd(dropper, 'error')
  if (node.onError === 'dead-letter' && options.deadLetters !== null) return options.deadLetters
  if (node.onError === 'redeliver') return new ReturnOnError(node, options.run)
  return new StopOnError(node, options.run)
}
