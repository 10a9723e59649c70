import type { Drawing } from './drawing.ts'

/**
 * Sinks that write the messages of a source in the order of their keys: those with one way from it, where nothing on the way gives
 * messages back, and the subscription keeps the order.
 */
export function orderedSinks({
  sources,
  nodes,
  wires,
  returns,
  isLossy,
}: Drawing): { readonly source: string; readonly sink: string }[] {
  if (returns !== null || isLossy) return []
  const subscriptions = sources.map(({ subscription }) => subscription)
  const sinks = [...nodes.values()].filter(({ topicOf }) => topicOf !== undefined)
  return sources
    .filter(
      ({ type, subscription }) =>
        type !== 'Shared' && subscriptions.filter((name) => name === subscription).length === 1,
    )
    .flatMap(({ node }) => {
      const ways = waysFrom(node, wires)
      return sinks.filter(({ id }) => ways.get(id) === 1).map(({ id }) => ({ source: node, sink: id }))
    })
}

/** How many ways lead from a node to each other one. */
function waysFrom(start: string, wires: Drawing['wires']): ReadonlyMap<string, number> {
  const ways = new Map<string, number>()
  const walk = (id: string) => {
    for (const [port, targets] of wires) {
      if (!port.startsWith(`${id}.`)) continue
      for (const target of targets) {
        ways.set(target, (ways.get(target) ?? 0) + 1)
        walk(target)
      }
    }
  }
  walk(start)
  return ways
}
