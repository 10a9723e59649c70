import type { Diagnostic } from '../diagnostic.ts'
import type { Drawing, DrawnNode, Rule } from '../drawing.ts'
import { findKeyer, insertInWire } from '../edits.ts'
import { quote } from '../nearest.ts'
import { topologicalOrder, type Wire } from '../order.ts'
import { info, warning } from '../problem.ts'

/** Warns where a step that keeps something by key gets messages that nobody gave one; notes where some may have none. */
export const keys: Rule = function* (drawing) {
  const keysOn = createKeysFinder(drawing)
  for (const drawn of drawing.nodes) {
    if (drawn.spec?.needsKey !== true) continue
    const wires = drawing.wiring.into(drawn.id)
    for (const wire of wires) if (keysOn(wire) === 'none') yield noKeys(drawn, wire, drawing)
    const unsure = wires.find((wire) => keysOn(wire) === 'some')
    if (unsure !== undefined) yield someKeys(drawn, unsure, drawing)
  }
}

/** How many of the messages on a wire have a key; null when it cannot be told. */
type Keys = 'all' | 'some' | 'none' | null

function createKeysFinder({ document, byId, wiring }: Drawing): (wire: Wire) => Keys {
  const arriving = new Map<string, Keys>()
  const onWire = ({ from }: Wire): Keys => {
    const before = byId.get(from.node)
    if (before?.spec == null || before.config === null) return null
    const { spec, config } = before
    if (spec.kind === 'source') return sourceKeys[spec.keys?.(config) ?? 'same']
    const arrived = arriving.get(from.node) ?? null
    if (from.port === 'errors') return arrived
    if (spec.needsKey === true) return 'all'
    const given = spec.keys?.(config) ?? 'same'
    return given === 'same' || (given === 'some' && arrived === 'all') ? arrived : given
  }
  for (const id of topologicalOrder(document, wiring) ?? []) arriving.set(id, together(wiring.into(id).map(onWire)))
  return onWire
}

const sourceKeys = { all: 'all', some: 'some', same: 'none' } as const

function together(found: readonly Keys[]): Keys {
  const [first = null, ...others] = new Set(found)
  if (others.length === 0) return first
  return found.includes(null) ? null : 'some'
}

function noKeys({ id }: DrawnNode, wire: Wire, drawing: Drawing): Diagnostic {
  const message = `The step ${quote(id)} needs a key in every message, but nothing before it gives one on the way from ${quote(wire.from.node)}: every message would be an error. Compute it first.`
  return warning('SLUICE-KEY-UNSET', { node: id }, message, keyerFor(wire, drawing))
}

function someKeys({ id }: DrawnNode, wire: Wire, drawing: Drawing): Diagnostic {
  const message = `The step ${quote(id)} needs a key in every message; one that comes from ${quote(wire.from.node)} without a key is an error.`
  return info('SLUICE-KEY-UNSET', { node: id }, message, keyerFor(wire, drawing))
}

function keyerFor(wire: Wire, drawing: Drawing) {
  const keyer = findKeyer(drawing.specs)
  return keyer === null ? undefined : insertInWire(drawing, keyer, wire)
}
