import type { Diagnostic, Place } from '../../../shared/graph/diagnostic.ts'
import { createDrawing, type Drawing, type DrawnNode } from '../../../shared/graph/drawing.ts'
import { quote } from '../../../shared/graph/nearest.ts'
import { connectionOf } from '../../../shared/graph/option-roles.ts'
import { downstream } from '../../../shared/graph/order.ts'
import { error } from '../../../shared/graph/problem.ts'
import { type GraphDocument, parsePort } from '../../../shared/graph/schema.ts'
import { withinMark } from '../../../shared/graph/subflows/expand.ts'
import { operatorSpecs } from '../../../shared/operators/specs.ts'

/** What each worker runs. Sample data is made once: by the first worker. */
export interface Shares {
  readonly first: GraphDocument
  readonly others: GraphDocument
}

export type ShareOut = { readonly shares: Shares } | { readonly problems: readonly Diagnostic[] }

/**
 * Divides a pipeline among processes that read the same subscriptions, or says why it cannot be: one error for each step or connection
 * that wants to be alone. `prepared` is the same document with its values and subflows put in.
 */
export function shareOut(document: GraphDocument, prepared: GraphDocument): ShareOut {
  const drawing = createDrawing(prepared, operatorSpecs)
  const reach = (sources: readonly DrawnNode[]) => {
    const ids = sources.map((source) => source.id)
    return [...new Set([...ids, ...downstream(prepared, ids, drawing.wiring)])]
  }
  const sources = drawing.nodes.filter((node) => node.spec?.kind === 'source')
  const own = new Set(reach(sources.filter((source) => !isSampleData(source))))
  const samplesOnly = reach(sources.filter(isSampleData)).filter((id) => !own.has(id))
  const taken = takeOut(document, samplesOnly, own)
  const problems = [
    ...(own.size === 0 ? [nothingToShare()] : []),
    ...drawing.nodes.filter((node) => own.has(node.id)).flatMap(whyAlone),
    ...embeddedConnections(drawing).map(embedded),
    ...taken.torn.map(tornSubflow),
  ]
  return problems.length > 0 ? { problems } : { shares: { first: document, others: taken.rest } }
}

function isSampleData({ config }: DrawnNode): boolean {
  return config?.sampleData === true
}

/** The document without some steps and the wires at them; and the subflows of which only a part would have to go. */
function takeOut(document: GraphDocument, out: readonly string[], stays: ReadonlySet<string>) {
  const gone = new Set(out.map(drawnId))
  const staying = new Set([...stays].map(drawnId))
  const isGone = (end: string) => gone.has(parsePort(end)?.node ?? '')
  const rest: GraphDocument = {
    ...document,
    nodes: document.nodes.filter((node) => !gone.has(node.id)),
    edges: document.edges.filter((edge) => !isGone(edge.from) && !isGone(edge.to)),
  }
  return { rest, torn: [...gone].filter((id) => staying.has(id)) }
}

function whyAlone({ id, spec, config }: DrawnNode): readonly Diagnostic[] {
  const reason = spec?.kind === 'stateful' ? stateReason : (spec?.singleProcess?.(config ?? {}) ?? null)
  if (reason === null) return []
  const step = `The step ${quote(drawnId(id))} (${spec?.title})`
  const why = reason.charAt(0).toLowerCase() + reason.slice(1).replace(/\.$/, '')
  return [error('SLUICE-WORKERS-STEP', placeOf(id), `${step} wants one process: ${why}. Run it without --workers.`)]
}

/**
 * With the KeyShared type as well: whenever a consumer joins, leaves or connects again, the broker deals the keys out anew, and what
 * was remembered of a key would stay behind in the worker that had it.
 */
const stateReason =
  'what it remembers of a key stays in one worker, but the broker deals the keys out anew whenever a worker joins, leaves or connects again'

function embeddedConnections({ filled, nodes }: Drawing): readonly string[] {
  const used = new Set([...nodes.map(connectionOf), filled.settings.deadLetter?.connection])
  return Object.keys(filled.connections).filter(
    (name) => used.has(name) && filled.connections[name]?.type === 'embedded',
  )
}

function embedded(name: string): Diagnostic {
  const message = `The connection ${quote(name)} is the embedded broker, which lives in one process. Give the workers a Pulsar to share: --connection ${name}=pulsar://HOST:6650.`
  return error('SLUICE-WORKERS-EMBEDDED', { field: ['connections', name] }, message)
}

function nothingToShare(): Diagnostic {
  const message = 'Every source makes sample data, which one worker does alone: there is nothing to share.'
  return error('SLUICE-WORKERS-NOTHING', {}, `${message} Run it without --workers.`)
}

function tornSubflow(id: string): Diagnostic {
  const message = `The subflow at ${quote(id)} carries sample data beside its own work, and only one worker may make that. Keep the sample data outside of it, or run it without --workers.`
  return error('SLUICE-WORKERS-SAMPLE', placeOf(id), message)
}

function placeOf(id: string): Place {
  return { node: drawnId(id) }
}

/** A step inside a subflow is not in the document; the step that uses the subflow is. */
function drawnId(id: string): string {
  return id.split(withinMark, 1)[0] ?? id
}
