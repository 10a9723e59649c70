import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { FailureError, fail } from '../../../shared/ipc/failure.ts'

/** The store of one broker: an SQLite file in its directory, or memory when there is no directory. */
export interface Database {
  readonly sql: DatabaseSync
  /** Runs `body` in one transaction, synced to the disk before it returns. Throws a FailureError; then nothing happened. */
  transaction<Result>(body: () => Result): Result
  close(): void
}

const formatVersion = 1

const schema = `
  CREATE TABLE topic (name TEXT PRIMARY KEY, partitions INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE log (
    id INTEGER PRIMARY KEY, topic TEXT NOT NULL REFERENCES topic, partition INTEGER NOT NULL,
    first_entry INTEGER NOT NULL, next_entry INTEGER NOT NULL, bytes INTEGER NOT NULL, UNIQUE (topic, partition)
  );
  CREATE TABLE message (
    log INTEGER NOT NULL, entry INTEGER NOT NULL, publish_time INTEGER NOT NULL, event_time INTEGER, deliver_at INTEGER,
    key TEXT, ordering_key TEXT, properties TEXT, payload BLOB NOT NULL, PRIMARY KEY (log, entry)
  );
  CREATE TABLE subscription (
    log INTEGER NOT NULL REFERENCES log, name TEXT NOT NULL, first_unacked INTEGER NOT NULL, acked TEXT NOT NULL,
    PRIMARY KEY (log, name)
  ) WITHOUT ROWID;
`

/** Came later than the format; those that do not know it leave it alone. */
const additions = `
  CREATE TABLE IF NOT EXISTS namespace (name TEXT PRIMARY KEY, ttl_seconds INTEGER NOT NULL) WITHOUT ROWID;
`

/** Opens the store of `directory`, made when it is not there; in memory when `directory` is null. */
export function openDatabase(directory: string | null): Database {
  const place = directory === null ? 'memory' : directory
  const sql = new DatabaseSync(directory === null ? ':memory:' : join(directory, 'broker.sqlite'))
  try {
    sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    prepareSchema(sql, place)
  } catch (error) {
    sql.close()
    throw storeFailure(error, place)
  }
  return {
    sql,
    transaction: (body) => runTransaction(sql, body, place),
    close: () => sql.close(),
  }
}

function prepareSchema(sql: DatabaseSync, place: string): void {
  const version = Number(sql.prepare('PRAGMA user_version').get()?.user_version)
  if (version === 0) sql.exec(`BEGIN; ${schema} PRAGMA user_version = ${formatVersion}; COMMIT`)
  if (version > formatVersion) {
    throw fail(
      'SLUICE-DATA-FORMAT',
      `The message store in ${place} was written by a newer Sluice (format ${version}, this one knows ${formatVersion}). ` +
        'Use that version, or another directory with --data.',
    )
  }
  sql.exec(additions)
}

function runTransaction<Result>(sql: DatabaseSync, body: () => Result, place: string): Result {
  try {
    sql.exec('BEGIN IMMEDIATE')
    const result = body()
    sql.exec('COMMIT')
    return result
  } catch (error) {
    if (sql.isTransaction) sql.exec('ROLLBACK')
    throw storeFailure(error, place)
  }
}

/** SQLite's primary result codes after which the same write may succeed later: busy, locked, no memory, I/O error, full, cannot open. */
const passing: ReadonlySet<number> = new Set([5, 6, 7, 10, 13, 14])

/** What SQLite or Node said, as a Failure that tells whether to try again. */
export function storeFailure(error: unknown, place: string): FailureError {
  if (error instanceof FailureError) return error
  const reason = error instanceof Error ? error.message : String(error)
  const errcode = error instanceof Error && 'errcode' in error ? Number(error.errcode) & 0xff : 0
  const detail = { place, reason, errcode }
  if (passing.has(errcode)) {
    return fail(
      'SLUICE-BROKER-BUSY',
      `The message store in ${place} cannot be used now (${reason}). Nothing was lost; it can be tried again, after making room when the disk is full.`,
      { detail },
    )
  }
  return fail(
    'SLUICE-DATA-BROKEN',
    `The message store in ${place} refused its work (${reason}). Check the disk, then start again or use another directory with --data.`,
    { detail },
  )
}
