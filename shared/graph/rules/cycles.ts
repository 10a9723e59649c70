import type { Drawing, Rule } from '../drawing.ts'
import { quote } from '../nearest.ts'
import { findCycle, type Wire, wiringOf } from '../order.ts'
import { error } from '../problem.ts'
import { outputsOf } from './edges.ts'

/** Messages run one way: no step may feed itself, directly or by way of others. Wires that are wrong by themselves do not count. */
export const cycles: Rule = function* (drawing) {
  const { document, wiring } = drawing
  const sound = new Set(wiring.wires.filter((wire) => isSound(wire, drawing)))
  for (const wire of sound) {
    if (wire.from.node !== wire.to.node) continue
    sound.delete(wire)
    const message = `The step ${quote(wire.from.node)} is wired to itself; its messages would run in a circle forever.`
    const fix = { title: 'Remove the wire', patch: [{ op: 'remove' as const, path: `/edges/${wire.index}` }] }
    yield error('SLUICE-SELF-LOOP', { edge: wire.id }, message, fix)
  }
  const cycle = findCycle(document, wiringOf([...sound]))
  if (cycle === null) return
  const path = [...cycle, cycle[0]!].map((wire) => wire.from.node.slice(0, 64))
  const shown = path.length > 12 ? [...path.slice(0, 6), `(${path.length - 11} more)`, ...path.slice(-5)] : path
  const message = `These steps feed each other in a circle: ${shown.join(' → ')}. Remove one of its wires.`
  yield error('SLUICE-CYCLE', { edge: cycle.at(-1)!.id }, message)
}

function isSound({ from, to }: Wire, { byId }: Drawing): boolean {
  const source = byId.get(from.node)?.spec
  const target = byId.get(to.node)?.spec
  return (!source || outputsOf(source).includes(from.port)) && (!target || target.inputs.includes(to.port))
}
