import type { OperatorSpec } from '../operators/define.ts'
import type { Fix } from './diagnostic.ts'
import type { Drawing, Specs } from './drawing.ts'
import type { Wire } from './order.ts'
import type { PatchOperation } from './patch.ts'
import { toPointer } from './patch.ts'

/** The name, or the name with the first number (from `number` on) behind it that makes it free: `read`, `read-2`, `read-3`. */
export function freeName(name: string, taken: { has(name: string): boolean }, number = 2): string {
  if (!taken.has(name)) return name
  const stem = name.slice(0, 58)
  let next = number
  while (taken.has(`${stem}-${next}`)) next += 1
  return `${stem}-${next}`
}

/** Options that the operator accepts without questions: none at all, or else those of its first example. */
export function startingConfig(spec: OperatorSpec): Record<string, unknown> {
  if (spec.config.safeParse({}).success) return {}
  return (spec.examples[0]?.config as Record<string, unknown> | undefined) ?? {}
}

/** The sink that ends messages on purpose. */
export function findDiscard(specs: Specs): OperatorSpec | null {
  return Object.values(specs).find((spec) => spec.kind === 'sink' && spec.dropReason !== undefined) ?? null
}

/** The transform that makes values of bytes; none that asks for trust, for a fix must not. */
export function findDecoder(specs: Specs): OperatorSpec | null {
  const decodes = (spec: OperatorSpec) =>
    spec.kind === 'transform' &&
    spec.grants === undefined &&
    spec.emits?.(spec.config.parse(startingConfig(spec))) === 'decoded'
  return Object.values(specs).find((spec) => spec.emits !== undefined && decodes(spec)) ?? null
}

/** The transform that gives every message a key. */
export function findKeyer(specs: Specs): OperatorSpec | null {
  const givesAll = (spec: OperatorSpec) => spec.keys?.(spec.config.parse(startingConfig(spec))) === 'all'
  return Object.values(specs).find((spec) => spec.kind === 'transform' && givesAll(spec)) ?? null
}

/** Puts a step into a wire, by its first input and its first output. */
export function insertInWire(drawing: Drawing, spec: OperatorSpec, wire: Wire): Fix {
  const edge = drawing.document.edges[wire.index]!
  const added = addNode(drawing, spec, [wire.from.node, wire.to.node])
  const patch = [
    ...added.patch,
    { op: 'replace' as const, path: `/edges/${wire.index}/to`, value: `${added.id}.${spec.inputs[0]}` },
    addEdge(`${added.id}.${spec.outputs[0]}`, edge.to),
  ]
  return { title: `Insert ${spec.title}`, patch }
}

/** Adds a node to the right of another one, or between two. Returns its id along with the operations. */
export function addNode(
  drawing: Drawing,
  spec: OperatorSpec,
  near: readonly string[],
): { id: string; patch: PatchOperation[] } {
  const id = freeName(spec.id, drawing.byId)
  const node = { id, operator: spec.id, config: startingConfig(spec) }
  const patch: PatchOperation[] = [{ op: 'add', path: '/nodes/-', value: node }]
  const positions = near.flatMap((other) => drawing.document.layout.nodes[other] ?? [])
  const [first, second] = positions
  if (first !== undefined) {
    const value =
      second === undefined
        ? { x: first.x + 240, y: first.y + 120 }
        : { x: (first.x + second.x) / 2, y: (first.y + second.y) / 2 }
    patch.push({ op: 'add', path: toPointer(['layout', 'nodes', id]), value })
  }
  return { id, patch }
}

export function addEdge(from: string, to: string): PatchOperation {
  return { op: 'add', path: '/edges/-', value: { from, to } }
}
