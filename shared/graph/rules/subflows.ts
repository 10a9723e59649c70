import type { Diagnostic } from '../diagnostic.ts'
import { createDrawing, type Drawing, type DrawnNode, type Rule, textAt } from '../drawing.ts'
import { didYouMean, listNames, quote } from '../nearest.ts'
import { error } from '../problem.ts'
import type { GraphDocument, Subflow } from '../schema.ts'
import { bodyOf, isBoundary, withBoundary } from '../subflows/boundary.ts'
import { subflowOperator } from '../subflows/expand.ts'

/** Every subflow is sound by itself (judged by `rules`, as a document would be), and every use of one names it and its parameters. */
export function subflowsRule(rules: readonly Rule[]): Rule {
  return function* (drawing) {
    const subflows = Object.entries(drawing.document.subflows ?? {})
    for (const drawn of drawing.nodes) if (drawn.node.operator === subflowOperator) yield* checkUse(drawn, drawing)
    const circle = findCircle(drawing.document)
    if (circle !== null) {
      const message = `The subflow ${quote(circle)} uses itself, directly or by way of others; it would never end.`
      yield error('SLUICE-SUBFLOW-CIRCLE', { field: ['subflows', circle] }, message)
      return
    }
    for (const [name, subflow] of subflows) yield* checkBody(name, subflow, drawing, rules)
  }
}

function* checkUse(drawn: DrawnNode, { document, nearest }: Drawing): Iterable<Diagnostic> {
  const name = textAt(drawn, ['subflow'])
  if (name === null) return
  const subflows = document.subflows ?? {}
  const subflow = Object.hasOwn(subflows, name) ? subflows[name] : undefined
  if (subflow === undefined) {
    const names = Object.keys(subflows)
    const known = names.length === 0 ? 'It has none.' : `It has ${listNames(names)}.`
    const message = `The document has no subflow ${quote(name)}. ${known}${didYouMean(nearest(name, names))}`
    yield error('SLUICE-SUBFLOW-UNKNOWN', { node: drawn.id, field: ['subflow'] }, message)
    return
  }
  const given = drawn.config?.parameters as Readonly<Record<string, unknown>>
  for (const parameter of Object.keys(given)) {
    if (Object.hasOwn(subflow.parameters, parameter)) continue
    const message = `The subflow ${quote(name)} declares no parameter ${quote(parameter)}.`
    yield error('SLUICE-SUBFLOW-PARAMETER', { node: drawn.id, field: ['parameters', parameter] }, message)
  }
  for (const [parameter, { default: value }] of Object.entries(subflow.parameters)) {
    if (value !== undefined || Object.hasOwn(given, parameter)) continue
    const message = `The subflow ${quote(name)} needs a value for its parameter ${quote(parameter)}.`
    yield error('SLUICE-SUBFLOW-PARAMETER', { node: drawn.id, field: ['parameters'] }, message)
  }
}

/** Findings name the subflow in words and stand at their place in the document; fixes are written for the body and are left out. */
function* checkBody(name: string, subflow: Subflow, drawing: Drawing, rules: readonly Rule[]): Iterable<Diagnostic> {
  const body = createDrawing(bodyOf(subflow, drawing.document), withBoundary(drawing.specs))
  for (const rule of rules) {
    for (const { fix: _writtenForTheBody, ...found } of rule(body)) {
      const { node, edge, field = [] } = found.place
      if (node !== undefined && isBoundary(node)) continue
      const place = { field: ['subflows', name, ...placeInBody(subflow, { node, edge, field })] }
      yield { ...found, place, message: `In the subflow ${quote(name)}: ${found.message}` }
    }
  }
}

function placeInBody(
  subflow: Subflow,
  place: { node: string | undefined; edge: string | undefined; field: (string | number)[] },
): (string | number)[] {
  if (place.edge !== undefined) {
    const index = subflow.edges.findIndex(({ from, to }) => `${from}>${to}` === place.edge)
    return index < 0 ? [] : ['edges', index]
  }
  if (place.node === undefined) return place.field
  const index = subflow.nodes.findIndex(({ id }) => id === place.node)
  return ['nodes', index, ...(place.field.length > 0 ? ['config', ...place.field] : [])]
}

/** A subflow that can be reached from itself; null when there is none. */
function findCircle({ subflows = {} }: GraphDocument): string | null {
  const usesOf = (name: string) =>
    (subflows[name]?.nodes ?? [])
      .filter(({ operator }) => operator === subflowOperator)
      .map(({ config }) => String(config.subflow))
      .filter((used) => Object.hasOwn(subflows, used))
  const finished = new Set<string>()
  const reachesItself = (name: string, path: ReadonlySet<string>): boolean => {
    if (path.has(name)) return true
    if (finished.has(name)) return false
    const found = usesOf(name).some((used) => reachesItself(used, new Set([...path, name])))
    if (!found) finished.add(name)
    return found
  }
  return Object.keys(subflows).find((name) => reachesItself(name, new Set())) ?? null
}
