import type { Diagnostic } from '../diagnostic.ts'
import type { Drawing, DrawnNode, Rule } from '../drawing.ts'
import { freeName } from '../edits.ts'
import { didYouMean, quote } from '../nearest.ts'
import { type PatchOperation, toPointer } from '../patch.ts'
import { error } from '../problem.ts'
import { nodeIdPattern } from '../schema.ts'

/** Ids that wires and logs can carry, each only once, and operators that exist. */
export const identity: Rule = function* (drawing) {
  const { nodes, byId, specs, nearest } = drawing
  const taken = new Set(byId.keys())
  const copies = new Map<string, number>()
  for (const drawn of nodes) {
    const copy = (copies.get(drawn.id) ?? 0) + 1
    copies.set(drawn.id, copy)
    if (copy > 1) yield duplicateId(drawn, copy, taken)
    else if (!nodeIdPattern.test(drawn.id)) yield badId(drawn, drawing, taken)
    if (drawn.spec === null) yield unknownOperator(drawn, nearest(drawn.node.operator, Object.keys(specs)))
  }
}

function duplicateId({ id, index }: DrawnNode, copy: number, taken: Set<string>): Diagnostic {
  const free = freeName(id, taken, copy)
  taken.add(free)
  const message = `A second step has the id ${quote(id)}. Each step needs its own; wires to ${quote(id)} mean the first.`
  return error('SLUICE-NODE-DUPLICATE', { field: ['nodes', index, 'id'] }, message, {
    title: `Rename to ${quote(free)}`,
    patch: [{ op: 'replace', path: `/nodes/${index}/id`, value: free }],
  })
}

function badId({ id, index }: DrawnNode, { document, wiring }: Drawing, taken: Set<string>): Diagnostic {
  const message = `A step cannot be called ${quote(id)}: ids have 1 to 64 letters, digits, - and _.`
  const free = freeName(id.replace(/[^A-Za-z0-9_-]+/g, '-').slice(0, 58) || 'step', taken)
  taken.add(free)
  const patch: PatchOperation[] = [
    { op: 'replace', path: `/nodes/${index}/id`, value: free },
    ...wiring.outOf(id).map(({ index: edge, from }) => rewire(`/edges/${edge}/from`, free, from.port)),
    ...wiring.into(id).map(({ index: edge, to }) => rewire(`/edges/${edge}/to`, free, to.port)),
  ]
  if (Object.hasOwn(document.layout.nodes, id)) {
    patch.push({ op: 'add', path: toPointer(['layout', 'nodes', free]), value: document.layout.nodes[id] })
    patch.push({ op: 'remove', path: toPointer(['layout', 'nodes', id]) })
  }
  return error('SLUICE-NODE-ID', { node: id }, message, { title: `Rename to ${quote(free)}`, patch })
}

function rewire(path: string, node: string, port: string): PatchOperation {
  return { op: 'replace', path, value: `${node}.${port}` }
}

function unknownOperator({ id, index, node }: DrawnNode, meant: string | null): Diagnostic {
  const next =
    meant === null ? ' Was it drawn by a newer Sluice? `sluice operators` lists what this one has.' : didYouMean(meant)
  const message = `The step ${quote(id)} uses the operator ${quote(node.operator)}, which does not exist.${next}`
  if (meant === null) return error('SLUICE-OPERATOR-UNKNOWN', { node: id }, message)
  return error('SLUICE-OPERATOR-UNKNOWN', { node: id }, message, {
    title: `Use ${quote(meant)}`,
    patch: [{ op: 'replace', path: `/nodes/${index}/operator`, value: meant }],
  })
}
