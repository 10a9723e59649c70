import type { Diagnostic } from '../../shared/graph/diagnostic.ts'

const weights: Readonly<Record<Diagnostic['severity'], number>> = { error: 0, warning: 1, info: 2 }

/** The gravest first; within one weight as `check` found them. */
export function sortProblems(problems: readonly Diagnostic[]): Diagnostic[] {
  return problems.toSorted((a, b) => weights[a.severity] - weights[b.severity])
}
