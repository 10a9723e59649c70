import type { ValueForm } from '../../operators/define.ts'
import type { Diagnostic } from '../diagnostic.ts'
import type { Drawing, DrawnNode, Rule } from '../drawing.ts'
import { findDecoder, insertInWire } from '../edits.ts'
import { quote } from '../nearest.ts'
import { topologicalOrder, type Wire } from '../order.ts'
import { warning } from '../problem.ts'

/** Warns where fields of a value are read that is still bytes, as it came from a topic. */
export const undecoded: Rule = function* (drawing) {
  const formOf = createFormFinder(drawing)
  for (const drawn of drawing.nodes) {
    const field = findFieldAccess(drawn)
    if (field === null) continue
    for (const wire of drawing.wiring.into(drawn.id)) {
      if (formOf(wire) === 'bytes') yield bytesArrive(drawn, field, wire, drawing)
    }
  }
}

/** The path of the first option whose expression reads a field of the value; null when there is none. */
function findFieldAccess({ spec, config }: DrawnNode): readonly (string | number)[] | null {
  if (spec === null || config === null) return null
  return spec.expressions?.(config).find(({ text }) => /\bvalue\s*[.[]/.test(text))?.path ?? null
}

/** In which form values arrive on a wire; null when it cannot be told, or differs from case to case. */
function createFormFinder({ document, byId, wiring }: Drawing): (wire: Wire) => ValueForm | null {
  const arriving = new Map<string, ValueForm | null>()
  const onWire = ({ from }: Wire): ValueForm | null => {
    const source = byId.get(from.node)
    if (source?.spec == null || source.config === null) return null
    const emitted = source.spec.emits?.(source.config) ?? 'same'
    const isOriginal = emitted === 'same' || (from.port === 'errors' && source.spec.kind !== 'source')
    return isOriginal ? (arriving.get(from.node) ?? null) : emitted
  }
  for (const id of topologicalOrder(document, wiring) ?? []) {
    const [form, ...others] = new Set(wiring.into(id).map(onWire))
    arriving.set(id, others.length === 0 ? (form ?? null) : null)
  }
  return onWire
}

function bytesArrive({ id }: DrawnNode, field: readonly (string | number)[], wire: Wire, drawing: Drawing): Diagnostic {
  const message = `The step ${quote(id)} reads fields of the value, but what comes from ${quote(wire.from.node)} is still bytes: every message would be an error. Decode it first.`
  const decoder = findDecoder(drawing.specs)
  const fix = decoder === null ? undefined : insertInWire(drawing, decoder, wire)
  return warning('SLUICE-VALUE-UNDECODED', { node: id, field: [...field] }, message, fix)
}
