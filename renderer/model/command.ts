import type { GraphDocument } from '../../shared/graph/schema.ts'

/**
 * One thing a person does to the document. `change` edits a draft in place and is called once; it must not read
 * anything but the draft and what it was made with. Commands that share a `gesture` (a drag, a burst of arrow keys,
 * typing into one field) are one step for undo as long as they follow each other.
 */
export interface Command {
  /** What undo says it takes back: "Move 3 nodes". */
  readonly label: string
  readonly gesture?: string
  readonly change: (draft: GraphDocument) => void
}

/** A command that adds something, with the ids it will have. */
export interface Addition {
  readonly command: Command
  readonly ids: readonly string[]
}
