import { edgeId } from '../../../shared/graph/schema.ts'
import type { Command } from '../command.ts'
import { type WishedWire, wireOf } from '../connect-rules.ts'

/** Draws a wire. Ask `refusalOf` first; a wire that is already there is not drawn twice. */
export function connect(wish: WishedWire): Command {
  const wire = wireOf(wish)
  return {
    label: 'Connect',
    change: (draft) => {
      if (!draft.edges.some((edge) => edgeId(edge) === edgeId(wire))) draft.edges.push(wire)
    },
  }
}

export function disconnect(ids: readonly string[]): Command {
  const gone = new Set(ids)
  return {
    label: gone.size === 1 ? 'Delete a wire' : `Delete ${gone.size} wires`,
    change: (draft) => {
      draft.edges = draft.edges.filter((edge) => !gone.has(edgeId(edge)))
    },
  }
}

/** Moves an end of a wire in one step, keeping whatever else the wire carries. */
export function rewire(id: string, wish: WishedWire): Command {
  return {
    label: 'Rewire',
    change: (draft) => {
      const edge = draft.edges.find((other) => edgeId(other) === id)
      if (edge) Object.assign(edge, wireOf(wish))
    },
  }
}
