import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { cardHeight, cardPortsOf } from '../card-ports.ts'
import type { Command } from '../command.ts'
import { findNode, type NodePorts, portsOf, type SpecLookup } from '../lookup.ts'
import { placesBelowGrown } from '../placement.ts'
import { moveNodes, setConfig } from './nodes.ts'

/**
 * Sets one option as a person does in a form, with what follows from it on the canvas, in one undo step: the wires of a port that was
 * renamed go with it, and a card that has grown pushes down what stands below it. Wires of a port that is gone stay as they are.
 */
export function setOption(
  id: string,
  path: readonly (string | number)[],
  value: unknown,
  specOf: SpecLookup,
  gesture?: string,
): Command {
  const set = setConfig(id, path, value, gesture)
  return {
    ...set,
    change: (draft) => {
      const before = look(draft, id, specOf)
      set.change(draft)
      const after = look(draft, id, specOf)
      if (!before || !after) return
      keepWires(draft, id, 'from', renamed(before.ports.outputs, after.ports.outputs))
      keepWires(draft, id, 'to', renamed(before.ports.inputs, after.ports.inputs))
      moveNodes(placesBelowGrown(draft, id, before.height)).change(draft)
    },
  }
}

function look(document: GraphDocument, id: string, specOf: SpecLookup): { ports: NodePorts; height: number } | null {
  const node = findNode(document, id)
  if (!node || !specOf(node.operator)?.ports) return null
  return { ports: portsOf(document, node, specOf), height: cardHeight(cardPortsOf(document, node, specOf)) }
}

/** The one port that has another name now, in the same place among the others; null for every other change. */
function renamed(before: readonly string[], after: readonly string[]): readonly [old: string, now: string] | null {
  if (before.length !== after.length) return null
  const changed = before.flatMap((port, index) => (port === after[index] ? [] : [[port, after[index]!] as const]))
  const [only] = changed
  return changed.length === 1 && only ? only : null
}

function keepWires(
  draft: GraphDocument,
  id: string,
  end: 'from' | 'to',
  change: readonly [old: string, now: string] | null,
): void {
  if (change === null) return
  const [old, now] = change
  for (const edge of draft.edges) if (edge[end] === `${id}.${old}`) edge[end] = `${id}.${now}`
}
