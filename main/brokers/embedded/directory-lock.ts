import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import { storeFailure } from './database.ts'

export interface DirectoryLock {
  release(): void
}

/**
 * Takes a data directory for this process, until `release` or the end of the process, however it ends: the lock is the
 * operating system's, held through an open SQLite transaction, so a holder that was killed leaves nothing to clean up.
 * The holder's pid stands in a file beside it for the message alone. Throws `SLUICE-DATA-IN-USE`, naming the holder.
 */
export function lockDirectory(directory: string): DirectoryLock {
  let database: DatabaseSync | null = null
  try {
    mkdirSync(directory, { recursive: true })
    database = new DatabaseSync(join(directory, 'lock.sqlite'))
    database.exec('BEGIN EXCLUSIVE')
    writeHolder(directory)
  } catch (error) {
    database?.close()
    throw isBusy(error) ? inUse(directory) : storeFailure(error, directory)
  }
  const held = database
  return { release: () => held.close() }
}

const sqliteBusy = 5

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteBusy
}

const holderFile = (directory: string) => join(directory, 'holder.json')

/** Renamed into place, so that who reads it never sees half of it. */
function writeHolder(directory: string): void {
  const draft = `${holderFile(directory)}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify({ pid: process.pid })}\n`)
  renameSync(draft, holderFile(directory))
}

function readHolder(directory: string): number | null {
  try {
    const { pid } = JSON.parse(readFileSync(holderFile(directory), 'utf8'))
    return typeof pid === 'number' ? pid : null
  } catch {
    return null
  }
}

function inUse(directory: string): FailureError {
  const pid = readHolder(directory)
  const holder = pid === process.pid ? `this process (pid ${pid})` : pid === null ? 'another process' : `process ${pid}`
  return fail(
    'SLUICE-DATA-IN-USE',
    `The data directory ${directory} is in use by ${holder}. Stop that one first, or give this one a directory of its own with --data.`,
    { detail: { directory, pid } },
  )
}
