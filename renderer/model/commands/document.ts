import type { GraphDocument } from '../../../shared/graph/schema.ts'
import type { Command } from '../command.ts'
import { reconcile } from '../reconcile.ts'

export function renamePipeline(name: string): Command {
  return {
    label: `Rename to ${name}`,
    change: (draft) => {
      draft.name = name
    },
  }
}

/** The id names the pipeline to the engine, in logs and on dead letters. */
export function setId(id: string): Command {
  return {
    label: `Give the id ${id}`,
    change: (draft) => {
      draft.id = id
    },
  }
}

/** Takes over a whole document, from the JSON lane or a fix, as one step. Parts that did not change stay the same objects. */
export function replaceDocument(next: GraphDocument, label = 'Edit JSON', gesture?: string): Command {
  return {
    label,
    gesture,
    change: (draft) => {
      const kept = draft as Record<string, unknown>
      for (const key of Object.keys(kept)) if (!(key in next)) delete kept[key]
      for (const [key, value] of Object.entries(next)) {
        const joined = reconcile(kept[key], value)
        if (joined !== kept[key]) kept[key] = joined
      }
    },
  }
}
