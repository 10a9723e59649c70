import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type FailureError, fail } from '../../../shared/ipc/failure.ts'

const sqliteBusy = 5

/** Whether SQLite refused because somebody else has the file. */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteBusy
}

const holderFile = (file: string) => `${file}.holder.json`

/** Notes who has the file, for the message to others alone. Renamed into place, so that who reads it never sees half of it. */
export function writeHolder(file: string): void {
  const draft = `${holderFile(file)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ pid: process.pid })}\n`)
  renameSync(draft, holderFile(file))
}

export function inUse(file: string, pipeline: string): FailureError {
  const pid = readHolder(file)
  const holder = pid === process.pid ? `this process (pid ${pid})` : pid === null ? 'another process' : `process ${pid}`
  return fail(
    'SLUICE-STATE-IN-USE',
    `The states of pipeline "${pipeline}" in ${file} are in use by ${holder}. Stop that run first, or give this one a directory of its own with --data.`,
    { detail: { file, pid } },
  )
}

function readHolder(file: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(holderFile(file), 'utf8'))
    return typeof pid === 'number' ? pid : null
  } catch {
    return null
  }
}
