import { createEditActions } from './actions/edit.ts'
import { createFileActions } from './actions/files.ts'
import type { SessionParts } from './actions/parts.ts'
import { createRunActions } from './actions/run.ts'

/** Everything a person can do, as plain functions. Buttons, keys and menus call the same ones. */
export function createActions(parts: SessionParts) {
  const run = createRunActions(parts)
  const file = createFileActions(parts, run)
  return { ...run, ...file, ...createEditActions(parts) }
}

export type Actions = ReturnType<typeof createActions>
