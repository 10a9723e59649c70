import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'

export interface Summary {
  readonly errors: number
  readonly warnings: number
  readonly notes: number
}

export function summarise(diagnostics: readonly Diagnostic[]): Summary {
  const count = (severity: Diagnostic['severity']) => diagnostics.filter((found) => found.severity === severity).length
  return { errors: count('error'), warnings: count('warning'), notes: count('info') }
}
