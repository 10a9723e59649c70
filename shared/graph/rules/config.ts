import type { Rule } from '../drawing.ts'
import { error } from '../problem.ts'

/** Options that the operator refuses. */
export const config: Rule = function* ({ nodes }) {
  for (const { id, findings } of nodes) {
    for (const { code, path, message, fix } of findings) yield error(code, { node: id, field: [...path] }, message, fix)
  }
}
