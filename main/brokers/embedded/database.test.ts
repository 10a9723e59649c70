import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FailureError } from '../../../shared/ipc/failure.ts'
import { openDatabase } from './database.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-database-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

function refusal(): FailureError {
  try {
    openDatabase(directory).close()
  } catch (error) {
    if (error instanceof FailureError) return error
    throw error
  }
  throw new Error('It was opened.')
}

describe('the store of a broker', () => {
  it('is synced to the disk with every transaction', () => {
    const { sql, close } = openDatabase(directory)
    expect(sql.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
    expect(sql.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
    close()
  })

  it('is refused when a newer Sluice wrote it, and left as it is', () => {
    const newer = new DatabaseSync(join(directory, 'broker.sqlite'))
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(refusal().failure).toMatchObject({
      code: 'SLUICE-DATA-FORMAT',
      message: expect.stringContaining('format 99, this one knows 1'),
    })
  })

  it('is refused when the file is something else', () => {
    writeFileSync(
      join(directory, 'broker.sqlite'),
      'no database at all, only text that stands in its place '.repeat(20),
    )
    expect(refusal().failure).toMatchObject({
      code: 'SLUICE-DATA-BROKEN',
      message: expect.stringContaining(directory),
    })
  })
})
