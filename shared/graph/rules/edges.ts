import type { OperatorSpec } from '../../operators/define.ts'
import type { Diagnostic, Fix } from '../diagnostic.ts'
import type { Drawing, Rule } from '../drawing.ts'
import { didYouMean, listNames, type Nearest, quote } from '../nearest.ts'
import type { Wire } from '../order.ts'
import { error } from '../problem.ts'
import { edgeId, type PortReference, parsePort } from '../schema.ts'

/** Both ends of every edge exist, point the right way, and no edge is drawn twice. */
export const edges: Rule = function* (drawing) {
  const seen = new Set<string>()
  for (const [index, edge] of drawing.document.edges.entries()) {
    const id = edgeId(edge)
    if (seen.has(id)) {
      const message = `The wire from ${quote(edge.from)} to ${quote(edge.to)} is drawn twice; messages would arrive twice. Keep one.`
      yield error('SLUICE-EDGE-DUPLICATE', { field: ['edges', index] }, message, removal(index))
    }
    seen.add(id)
    for (const text of [edge.from, edge.to]) {
      if (parsePort(text) !== null) continue
      const message = `A wire ends at ${quote(text)}, which is not written as STEP.PORT.`
      yield error('SLUICE-EDGE-FORM', { edge: id }, message, removal(index))
    }
  }
  for (const wire of drawing.wiring.wires) yield* checkWire(wire, drawing)
}

/** Every port that messages leave by. */
export function outputsOf(spec: OperatorSpec): readonly string[] {
  return spec.errors ? [...spec.outputs, 'errors'] : spec.outputs
}

function checkWire(wire: Wire, drawing: Drawing): readonly Diagnostic[] {
  const missing = [...findMissingNode(wire, 'from', drawing), ...findMissingNode(wire, 'to', drawing)]
  if (missing.length > 0) return missing
  const source = drawing.byId.get(wire.from.node)?.spec
  const target = drawing.byId.get(wire.to.node)?.spec
  if (source && target && isBackwards(wire, source, target)) return [backwards(wire)]
  return [
    ...(source ? checkOutput(wire, source, drawing.nearest) : []),
    ...(target ? checkInput(wire, target, drawing.nearest) : []),
  ]
}

function findMissingNode(wire: Wire, end: 'from' | 'to', { byId, nearest }: Drawing): readonly Diagnostic[] {
  const { node, port } = wire[end]
  if (byId.has(node)) return []
  const meant = nearest(node, byId.keys())
  const message = `A wire ${end === 'from' ? 'begins' : 'ends'} at the step ${quote(node)}, which does not exist.${didYouMean(meant)}`
  const fix = meant === null ? removal(wire.index) : rewiring(wire, end, { node: meant, port })
  return [error('SLUICE-EDGE-NODE', { edge: wire.id }, message, fix)]
}

function isBackwards({ from, to }: Wire, source: OperatorSpec, target: OperatorSpec): boolean {
  const isOutput = outputsOf(source).includes(from.port)
  return (
    !isOutput &&
    source.inputs.includes(from.port) &&
    outputsOf(target).includes(to.port) &&
    !target.inputs.includes(to.port)
  )
}

function backwards(wire: Wire): Diagnostic {
  const from = toText(wire.from)
  const to = toText(wire.to)
  const message = `The wire from ${quote(from)} to ${quote(to)} runs backwards: it begins at an input and ends at an output.`
  return error('SLUICE-EDGE-DIRECTION', { edge: wire.id }, message, {
    title: 'Turn it around',
    patch: [
      { op: 'replace', path: `/edges/${wire.index}/from`, value: to },
      { op: 'replace', path: `/edges/${wire.index}/to`, value: from },
    ],
  })
}

function checkOutput(wire: Wire, spec: OperatorSpec, nearest: Nearest): readonly Diagnostic[] {
  const { node, port } = wire.from
  const outputs = outputsOf(spec)
  if (outputs.includes(port)) return []
  const place = { edge: wire.id }
  if (spec.outputs.length === 0 && nearest(port, outputs) === null) {
    const message = `A wire leaves ${quote(node)} (${spec.title}), which is an end: nothing comes out of it${spec.errors ? ' but "errors"' : ''}. Remove the wire.`
    return [error('SLUICE-EDGE-FROM-SINK', place, message, removal(wire.index))]
  }
  return [unknownPort(wire, 'from', spec, nearest(port, outputs))]
}

function checkInput(wire: Wire, spec: OperatorSpec, nearest: Nearest): readonly Diagnostic[] {
  const { node, port } = wire.to
  if (spec.inputs.includes(port)) return []
  if (spec.inputs.length === 0) {
    const message = `A wire leads into ${quote(node)} (${spec.title}), which is a source and takes nothing in. Remove the wire.`
    return [error('SLUICE-EDGE-INTO-SOURCE', { edge: wire.id }, message, removal(wire.index))]
  }
  return [unknownPort(wire, 'to', spec, nearest(port, spec.inputs))]
}

function unknownPort(wire: Wire, end: 'from' | 'to', spec: OperatorSpec, close: string | null): Diagnostic {
  const { node, port } = wire[end]
  const ports = end === 'from' ? outputsOf(spec) : spec.inputs
  const meant = close ?? (ports.length === 1 ? ports[0]! : null)
  const kind = end === 'from' ? 'output' : 'input'
  const message = `${quote(node)} (${spec.title}) has no ${kind} ${quote(port)}. It has ${listNames(ports)}.`
  const fix = meant === null ? removal(wire.index) : rewiring(wire, end, { node, port: meant })
  return error('SLUICE-EDGE-PORT', { edge: wire.id }, message, fix)
}

function removal(index: number): Fix {
  return { title: 'Remove the wire', patch: [{ op: 'remove', path: `/edges/${index}` }] }
}

function rewiring(wire: Wire, end: 'from' | 'to', port: PortReference): Fix {
  const value = toText(port)
  return { title: `Wire it to ${quote(value)}`, patch: [{ op: 'replace', path: `/edges/${wire.index}/${end}`, value }] }
}

function toText({ node, port }: PortReference): string {
  return `${node}.${port}`
}
