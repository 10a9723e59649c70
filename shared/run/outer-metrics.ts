import type { Activity, NodeMetrics } from './metrics.ts'

/**
 * Figures of the steps that stand for subflows, made of those of the steps inside (`clean/parse` is inside `clean`): the document
 * knows only the outer ones. Their `in` and `out` come from the wires that cross the border, which keep their ids.
 */
export function withOuterNodes(
  nodes: Readonly<Record<string, NodeMetrics>>,
  edges: Readonly<Record<string, number>>,
): Record<string, NodeMetrics> {
  const inner = Map.groupBy(Object.entries(nodes), ([id]) => (id.includes('/') ? id.slice(0, id.indexOf('/')) : null))
  inner.delete(null)
  if (inner.size === 0) return nodes
  const outer = [...inner].map(([id, members]) => [
    id as string,
    outerMetrics(
      id as string,
      members.map(([, each]) => each),
      edges,
    ),
  ])
  return { ...nodes, ...Object.fromEntries(outer) }
}

export const byLiveliness: readonly Activity[] = ['idle', 'waiting', 'busy', 'blocked']

function outerMetrics(
  id: string,
  members: readonly NodeMetrics[],
  edges: Readonly<Record<string, number>>,
): NodeMetrics {
  const sum = (of: (metrics: NodeMetrics) => number) => members.reduce((total, member) => total + of(member), 0)
  const slowest = (of: (metrics: NodeMetrics) => number | null) =>
    members.reduce<number | null>(
      (most, member) => (of(member) === null ? most : Math.max(most ?? 0, of(member) ?? 0)),
      null,
    )
  const dropped: Record<string, number> = {}
  for (const member of members)
    for (const [reason, count] of Object.entries(member.dropped)) dropped[reason] = (dropped[reason] ?? 0) + count
  return {
    ...crossings(id, edges),
    errors: sum((member) => member.errors),
    dropped,
    p50Ms: slowest((member) => member.p50Ms),
    p99Ms: slowest((member) => member.p99Ms),
    activity: byLiveliness.findLast((activity) => members.some((member) => member.activity === activity)) ?? 'idle',
    depth: sum((member) => member.depth),
  }
}

/** A port with several wires sends the same messages along each. */
function crossings(id: string, edges: Readonly<Record<string, number>>): Pick<NodeMetrics, 'in' | 'out'> {
  let taken = 0
  const out: Record<string, number> = {}
  for (const [edge, passed] of Object.entries(edges)) {
    const [from = '', to = ''] = edge.split('>')
    if (to.startsWith(`${id}.`)) taken += passed
    const port = from.startsWith(`${id}.`) ? from.slice(id.length + 1) : null
    if (port !== null) out[port] = Math.max(out[port] ?? 0, passed)
  }
  return { in: taken, out }
}
