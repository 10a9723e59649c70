import type { Diagnostic } from '../diagnostic.ts'
import type { Drawing, DrawnNode, Rule } from '../drawing.ts'
import { addEdge, addNode, findDiscard } from '../edits.ts'
import { listNames, quote } from '../nearest.ts'
import { toPointer } from '../patch.ts'
import { error, info, warning } from '../problem.ts'
import type { ErrorPolicy } from '../schema.ts'
import { outputsOf } from './edges.ts'

/** Something comes in, everything that comes out goes somewhere, and it is said what happens to errors. */
export const wiring: Rule = function* (drawing) {
  yield* checkSources(drawing)
  for (const drawn of drawing.nodes) {
    if (drawn.spec === null || drawing.byId.get(drawn.id) !== drawn) continue
    if (isAlone(drawn, drawing) && drawn.spec.kind !== 'source') {
      yield aloneNode(drawn, drawing)
      continue
    }
    if (!hasStrayWire(drawn, drawing)) {
      yield* unwiredInputs(drawn, drawing)
      yield* unwiredOutputs(drawn, drawing)
    }
    yield* unwiredErrors(drawn, drawing)
  }
}

function* checkSources({ nodes }: Drawing): Iterable<Diagnostic> {
  if (nodes.length === 0) {
    yield warning('SLUICE-NO-SOURCE', {}, 'Nothing is drawn yet. Begin with a source, such as a generator.')
  } else if (!nodes.some(({ spec }) => spec === null || spec.kind === 'source')) {
    yield error('SLUICE-NO-SOURCE', {}, 'The pipeline has no source, so no message can ever enter it. Add one.')
  }
}

function isAlone({ id }: DrawnNode, { wiring: { into, outOf } }: Drawing): boolean {
  return into(id).length === 0 && outOf(id).length === 0
}

function aloneNode({ id, index }: DrawnNode, { document }: Drawing): Diagnostic {
  const message = `The step ${quote(id)} is not wired to anything and takes no part in the run.`
  const patch = [{ op: 'remove' as const, path: `/nodes/${index}` }]
  if (Object.hasOwn(document.layout.nodes, id)) patch.push({ op: 'remove', path: toPointer(['layout', 'nodes', id]) })
  return warning('SLUICE-NODE-ALONE', { node: id }, message, { title: 'Remove the step', patch })
}

function* unwiredInputs({ id, spec }: DrawnNode, { wiring: { into } }: Drawing): Iterable<Diagnostic> {
  const wired = new Set(into(id).map((wire) => wire.to.port))
  const unwired = spec!.inputs.filter((port) => !wired.has(port))
  if (unwired.length === 0) return
  const message = `Nothing is wired to ${listNames(unwired)} of the step ${quote(id)}; it would never get a message.`
  yield error('SLUICE-INPUT-UNWIRED', { node: id }, message)
}

/** A wire at a port that does not exist is reported by itself; the port it was meant for is not missing then. */
function hasStrayWire({ id, spec }: DrawnNode, { wiring: { into, outOf } }: Drawing): boolean {
  const outputs = outputsOf(spec!)
  return (
    into(id).some(({ to }) => !spec!.inputs.includes(to.port)) ||
    outOf(id).some(({ from }) => !outputs.includes(from.port))
  )
}

function* unwiredOutputs({ id, spec }: DrawnNode, drawing: Drawing): Iterable<Diagnostic> {
  const wired = new Set(drawing.wiring.outOf(id).map((wire) => wire.from.port))
  const discard = findDiscard(drawing.specs)
  for (const port of spec!.outputs) {
    if (wired.has(port) || spec!.optionalOutputs?.includes(port)) continue
    const message = `The output ${quote(port)} of the step ${quote(id)} leads nowhere. Wire it on, or to a step that discards on purpose.`
    const place = { node: id }
    if (discard === null) {
      yield error('SLUICE-OUTPUT-UNWIRED', place, message)
      continue
    }
    const added = addNode(drawing, discard, [id])
    const patch = [...added.patch, addEdge(`${id}.${port}`, `${added.id}.${discard.inputs[0]}`)]
    yield error('SLUICE-OUTPUT-UNWIRED', place, message, { title: `Discard what leaves by ${quote(port)}`, patch })
  }
}

const policies: Readonly<Record<ErrorPolicy, string>> = {
  stop: 'the pipeline stops and says why',
  'dead-letter': 'the message goes to the dead-letter topic',
  redeliver: 'the message is given back to its source and comes again',
  drop: 'the message is dropped and counted',
}

function* unwiredErrors({ id, node, spec }: DrawnNode, { document, wiring: { outOf } }: Drawing): Iterable<Diagnostic> {
  if (!spec!.errors || outOf(id).some((wire) => wire.from.port === 'errors')) return
  const policy = node.onError ?? document.settings.unhandledErrors
  yield info(
    'SLUICE-ERRORS-UNWIRED',
    { node: id },
    `When the step ${quote(id)} fails on a message, ${policies[policy]}.`,
  )
}
