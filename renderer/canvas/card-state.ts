import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import type { GraphNode } from '../../shared/graph/schema.ts'
import type { NodeMetrics } from '../../shared/run/metrics.ts'
import { hasEnded } from '../../shared/run/status.ts'
import type { CardPort, CardPorts } from '../model/card-ports.ts'
import { type Counters, sentBy } from '../model/counters.ts'
import type { DiagnosticsState } from '../model/diagnostics-store.ts'
import { displayName, errorsPort, type SpecLookup } from '../model/lookup.ts'
import type { RunStoreState } from '../model/run-store.ts'
import { formatCount, formatMs, formatRate, formatShort } from '../ui/format.ts'

/** The shape on a card: ring, disc, square or diamond. Colour repeats it. */
export type CardStatus = 'draft' | 'problem' | 'starting' | 'running' | 'waiting' | 'blocked' | 'done' | 'failed'

export interface CardState {
  readonly status: CardStatus
  /** The status in words, with the reason where there is one. */
  readonly words: string
  /** Problems of the draft that keep it from running. */
  readonly problems: number
}

/** What the shape on a card says about a step, from its run, its counters and its problems. */
export function cardState(
  id: string,
  run: RunStoreState,
  metrics: NodeMetrics | undefined,
  { diagnostics }: DiagnosticsState,
  nameOf: (id: string) => string,
): CardState {
  const problems = errorsByNode(diagnostics).get(id) ?? []
  const described = statusOf(id, run, metrics, problems[0], nameOf)
  return { ...described, problems: problems.length }
}

const known = new WeakMap<readonly Diagnostic[], Map<string | undefined, Diagnostic[]>>()

function errorsByNode(diagnostics: readonly Diagnostic[]): Map<string | undefined, Diagnostic[]> {
  let byNode = known.get(diagnostics)
  if (!byNode) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    byNode = Map.groupBy(errors, ({ place }) => place.node)
    known.set(diagnostics, byNode)
  }
  return byNode
}

type Described = Pick<CardState, 'status' | 'words'>

function statusOf(
  id: string,
  { status: run, starting }: RunStoreState,
  metrics: NodeMetrics | undefined,
  problem: Diagnostic | undefined,
  nameOf: (id: string) => string,
): Described {
  if (run?.state === 'failed' && run.failure?.nodeId === id) {
    return { status: 'failed', words: `failed: ${run.failure.message}` }
  }
  if (run && !hasEnded(run.state) && metrics) return whileRunning(metrics, nameOf)
  if (problem) return { status: 'problem', words: `problem: ${problem.message}` }
  if (starting) return { status: 'starting', words: 'starting' }
  return metrics ? { status: 'done', words: 'ended' } : { status: 'draft', words: 'not running' }
}

function whileRunning({ activity, blockedBy }: NodeMetrics, nameOf: (id: string) => string): Described {
  if (activity === 'blocked') {
    return { status: 'blocked', words: blockedBy ? `blocked by ${nameOf(blockedBy)}` : 'blocked' }
  }
  return activity === 'waiting' ? { status: 'waiting', words: 'waiting' } : { status: 'running', words: 'running' }
}

/** The figures on a card: messages a second while they flow, else how many there were. Empty texts are not shown. */
export interface CardFigures {
  readonly in: string
  readonly out: string
  readonly latency: string
  readonly errors: string
}

export function cardFigures(id: string, ports: CardPorts, counters: Counters): CardFigures | null {
  const metrics = counters.node(id)
  if (!metrics) return null
  const rate = counters.nodeRate(id)
  const flows = rate.in > 0 || rate.out > 0
  const show = (perSecond: number, total: number) => (flows ? `${formatRate(perSecond)}/s` : formatShort(total))
  const isEnd = ports.outputs.length === 0
  return {
    in: ports.inputs.length > 0 ? show(rate.in, metrics.in) : '',
    out: isEnd ? '' : show(rate.out, sentBy(metrics)),
    latency: isEnd && metrics.p99Ms !== null ? formatMs(metrics.p99Ms) : '',
    errors: metrics.errors > 0 ? formatShort(metrics.errors) : '',
  }
}

/** How a screen reader names a card: "Filter valid orders, running, 120 per second, 3 errors, outputs: out, errors". */
export function cardName(
  node: GraphNode,
  ports: CardPorts,
  { words }: CardState,
  counters: Counters,
  specOf: SpecLookup,
): string {
  const metrics = counters.node(node.id)
  const rate = counters.nodeRate(node.id)
  const outputs = [...ports.outputs.map(portName), ...(ports.errors ? [errorsPort] : [])]
  return [
    calledBy(node, specOf),
    words,
    metrics && `${formatRate(Math.max(rate.in, rate.out))} per second`,
    metrics && metrics.errors > 0 && `${formatCount(metrics.errors)} ${metrics.errors === 1 ? 'error' : 'errors'}`,
    ports.inputs.length > 1 && `inputs: ${ports.inputs.map(portName).join(', ')}`,
    outputs.length > 0 && `outputs: ${outputs.join(', ')}`,
  ]
    .filter(Boolean)
    .join(', ')
}

function portName({ title, state }: CardPort): string {
  return state === 'plain' ? title : `${title} (${state})`
}

/** Kind and name, said once when the name already begins with the kind. */
function calledBy(node: GraphNode, specOf: SpecLookup): string {
  const kind = specOf(node.operator)?.title ?? `Unknown operator ${node.operator}`
  const name = displayName(node, specOf)
  return name.toLowerCase().startsWith(kind.toLowerCase()) ? name : `${kind} ${name}`
}
