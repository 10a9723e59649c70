import { FailureError, fail } from '../../../shared/ipc/failure.ts'

const sqliteFull = 13
/** SQLite's primary result codes after which the same write may succeed later: busy, locked, no memory, read-only, I/O error, cannot open. */
const passing: ReadonlySet<number> = new Set([5, 6, 7, 8, 10, 14])
/** The system's, from making the directory or the note of the holder. */
const noSpace: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT'])

/** What SQLite or the system said, as a Failure that tells whether to try again. */
export function stateFailure(error: unknown, file: string): FailureError {
  if (error instanceof FailureError) return error
  const reason = error instanceof Error ? error.message : String(error)
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : null
  const detail = { file, reason, errcode }
  if (errcode === sqliteFull || (error instanceof Error && 'code' in error && noSpace.has(error.code))) {
    return fail('SLUICE-STATE-FULL', `There is no room for states in ${file} (${reason}). Make room on the disk.`, {
      detail,
    })
  }
  if (errcode === null || passing.has(errcode)) {
    return fail(
      'SLUICE-STATE-FAILED',
      `States cannot be kept in ${file} now (${reason}). Check the disk and who may write there.`,
      { detail },
    )
  }
  return fail(
    'SLUICE-STATE-BROKEN',
    `The states in ${file} cannot be used (${reason}). Check the disk; put a copy in its place, or move the file away to begin without states.`,
    { detail },
  )
}
