import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fail } from '../../../shared/ipc/failure.ts'
import type { StateStore } from '../../engine/ports.ts'
import { fileNameOf } from './file-name.ts'
import { inUse, isBusy, writeHolder } from './holder.ts'
import { SqliteStateStore } from './sqlite-state-store.ts'
import { stateFailure } from './state-failure.ts'

export interface StateStoreOptions {
  /** Made when it is not there. */
  readonly directory: string
  /** Id of the document: every pipeline has a file of its own. */
  readonly pipeline: string
}

const formatVersion = 1

const schema = `
  CREATE TABLE chunk (
    id INTEGER PRIMARY KEY, node TEXT NOT NULL, epoch INTEGER NOT NULL, form INTEGER NOT NULL, value BLOB NOT NULL
  );
  CREATE INDEX chunk_of_node ON chunk (node, id);
  CREATE TABLE epoch (number INTEGER NOT NULL);
  INSERT INTO epoch VALUES (0);
`

/**
 * Opens the states of one pipeline: an SQLite file that is on the disk with every commit, and that one store has at a time, in
 * this process or another, until it is closed or its process has ended, however it ended. Rejects with SLUICE-STATE-IN-USE naming the
 * holder, SLUICE-STATE-FORMAT, SLUICE-STATE-BROKEN, SLUICE-STATE-FULL or SLUICE-STATE-FAILED.
 */
export async function openStateStore({ directory, pipeline }: StateStoreOptions): Promise<StateStore> {
  const file = join(directory, fileNameOf(pipeline))
  try {
    mkdirSync(directory, { recursive: true })
    const sql = openStateFile(file)
    writeHolder(file)
    return new SqliteStateStore(sql, file)
  } catch (error) {
    throw isBusy(error) ? inUse(file, pipeline) : stateFailure(error, file)
  }
}

/** The file, made when it is not there, and locked. Throws what SQLite throws, or SLUICE-STATE-FORMAT. */
export function openStateFile(file: string): DatabaseSync {
  const sql = new DatabaseSync(file)
  try {
    // Exclusive: the lock is the operating system's, taken with the first access and held until the file is closed.
    sql.exec(
      'PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE; COMMIT',
    )
    prepareSchema(sql, file)
    return sql
  } catch (error) {
    sql.close()
    throw error
  }
}

function prepareSchema(sql: DatabaseSync, file: string): void {
  const version = Number(sql.prepare('PRAGMA user_version').get()?.user_version)
  if (version === 0) sql.exec(`BEGIN; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`)
  if (version > formatVersion) {
    throw fail(
      'SLUICE-STATE-FORMAT',
      `The states in ${file} were written by a newer Sluice (format ${version}, this one knows ${formatVersion}). ` +
        'Use that version, or another directory with --data.',
    )
  }
}
