import { applyPatches, enablePatches, freeze, type Patch, produceWithPatches } from 'immer'
import type { GraphDocument } from '../../shared/graph/schema.ts'
import type { Command } from './command.ts'

enablePatches()

/** One step of undo. */
interface Step {
  /** Unique for as long as the history lives; names the state of the document after this step. */
  readonly revision: number
  readonly label: string
  readonly gesture: string | undefined
  readonly patches: readonly Patch[]
  readonly inverse: readonly Patch[]
}

/** A document together with how it came to be. Immutable; every function here returns a new one. */
export interface History {
  readonly document: GraphDocument
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  readonly nextRevision: number
}

/** Steps that are kept; older ones can no longer be undone. */
const depth = 500

/** The document is frozen, as every later one is: what is made of it may be remembered by identity. */
export function beginHistory(document: GraphDocument): History {
  return { document: freeze(document, true), past: [], future: [], nextRevision: 1 }
}

/** Names the state the document is in: equal numbers, equal documents. 0 is the beginning. */
export function revisionOf(history: History): number {
  return history.past.at(-1)?.revision ?? 0
}

/**
 * Carries a command out. A command that changes nothing leaves the history as it is. One that continues the gesture of
 * the last step becomes part of that step.
 */
export function perform(history: History, command: Command): History {
  const [document, patches, inverse] = produceWithPatches(history.document, command.change)
  if (patches.length === 0) return history
  const last = history.past.at(-1)
  const continues = command.gesture !== undefined && last?.gesture === command.gesture && history.future.length === 0
  const step: Step = {
    revision: history.nextRevision,
    label: command.label,
    gesture: command.gesture,
    patches: continues ? [...last.patches, ...patches] : patches,
    inverse: continues ? [...inverse, ...last.inverse] : inverse,
  }
  const before = continues ? history.past.slice(0, -1) : history.past
  return { document, past: [...before, step].slice(-depth), future: [], nextRevision: history.nextRevision + 1 }
}

/** Takes the last step back; the same history when there is none. */
export function undo(history: History): History {
  const step = history.past.at(-1)
  if (!step) return history
  return {
    ...history,
    document: applyPatches(history.document, step.inverse as Patch[]),
    past: history.past.slice(0, -1),
    future: [step, ...history.future],
  }
}

/** Does the step that was last taken back once more; the same history when there is none. */
export function redo(history: History): History {
  const step = history.future[0]
  if (!step) return history
  return {
    ...history,
    document: applyPatches(history.document, step.patches as Patch[]),
    past: [...history.past, step],
    future: history.future.slice(1),
  }
}
