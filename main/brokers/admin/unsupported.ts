import { type FailureError, fail } from '../../../shared/ipc/failure.ts'

/** For what a broker has no notion of. `what` begins the sentence; `advice` says what can be done instead. */
export function unsupported(what: string, advice: string): FailureError {
  return fail('SLUICE-ADMIN-UNSUPPORTED', `${what}. ${advice}`)
}
