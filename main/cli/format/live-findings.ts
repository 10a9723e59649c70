import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import type { DoctorResult } from '../../../shared/run/doctor.ts'

/** What the doctor found on one connection of a file. */
export interface LiveFindings {
  /** Its name in the file. */
  readonly connection: string
  /** With lines and columns. */
  readonly results: readonly DoctorResult[]
}

const severities = { failed: 'error', warning: 'warning', note: 'info' } as const

/** What is to be said, as findings like those of the file itself; what is in order, or was not tried, is left out. */
export function asDiagnostics(live: readonly LiveFindings[]): readonly Diagnostic[] {
  return live.flatMap(({ results }) =>
    results.flatMap(({ state, code, sentence, fix, place }): readonly Diagnostic[] => {
      if (state === 'ok' || state === 'not-tried') return []
      const message = fix === null ? sentence : `${sentence} ${fix}`
      return [{ code: code ?? 'SLUICE-DOCTOR-STUMBLED', severity: severities[state], message, place }]
    }),
  )
}

export function hasFailed(live: readonly LiveFindings[]): boolean {
  return live.some(({ results }) => results.some(({ state }) => state === 'failed'))
}
