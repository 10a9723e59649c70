import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureCode } from '../../engine/testing/broker-contract/traffic.ts'
import { createManualClock, type ManualClock } from '../../engine/testing/manual-clock.ts'
import { type Database, openDatabase } from './database.ts'
import { GroupCommit } from './group-commit.ts'

let directory: string
let database: Database
let clock: ManualClock
let commits: GroupCommit
let transactions: number

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-commit-'))
  const opened = openDatabase(directory)
  transactions = 0
  database = {
    ...opened,
    transaction(body) {
      transactions += 1
      return opened.transaction(body)
    },
  }
  database.sql.exec('CREATE TABLE row (number INTEGER PRIMARY KEY, bytes BLOB)')
  clock = createManualClock()
  commits = new GroupCommit(database, clock)
})

afterEach(() => {
  database.close()
  rmSync(directory, { recursive: true, force: true })
})

function insert(number: number, bytes = 0): Promise<void> {
  return new Promise((committed, failed) => {
    const write = () => {
      database.sql.prepare('INSERT INTO row VALUES (?, zeroblob(?))').run(number, bytes)
    }
    commits.add({ write, committed, failed })
  })
}

function stored(): number[] {
  return database.sql
    .prepare('SELECT number FROM row ORDER BY rowid')
    .all()
    .map((row) => row.number as number)
}

/** As a full disk does it: SQLITE_FULL for everything that needs a new page. */
function fillDisk(): void {
  database.sql.exec('PRAGMA max_page_count = 1')
}

function makeRoom(): void {
  database.sql.exec('PRAGMA max_page_count = 100000')
}

describe('group commit', () => {
  it('puts the writes of one turn into one transaction and confirms after it', async () => {
    const writes = [1, 2, 3].map((number) => insert(number))
    expect(stored()).toEqual([])
    await Promise.all(writes)
    expect(stored()).toEqual([1, 2, 3])
    expect(transactions).toBe(1)
  })

  it('does not wait for the end of the turn when 500 writes are there', async () => {
    for (let number = 0; number < 1_200; number += 1) void insert(number)
    expect(stored()).toHaveLength(1_000)
    await commits.settled()
    expect(stored()).toHaveLength(1_200)
    expect(transactions).toBe(3)
  })

  it('saves once what many writes of a transaction touched', async () => {
    const saved = { saves: 0, keeps: 0, save: () => (saved.saves += 1), kept: () => (saved.keeps += 1), restored() {} }
    await Promise.all([commits.save(saved), commits.save(saved), commits.save(saved)])
    expect([saved.saves, saved.keeps]).toEqual([1, 1])
  })

  it('keeps writes of a full disk waiting, in order, and confirms them when there is room', async () => {
    fillDisk()
    const outcomes = [insert(1, 50_000), insert(2)]
    await clock.advance(1_000)
    outcomes.push(insert(3))
    await clock.advance(1_000)
    expect(stored()).toEqual([])
    makeRoom()
    await clock.advance(200)
    await Promise.all(outcomes)
    expect(stored()).toEqual([1, 2, 3])
  })

  it('refuses everything that waits when a full disk lasts, as something to try again', async () => {
    fillDisk()
    const outcomes = [insert(1, 50_000), insert(2)].map(failureCode)
    await clock.advance(6_000)
    expect(await Promise.all(outcomes)).toEqual(['SLUICE-BROKER-BUSY', 'SLUICE-BROKER-BUSY'])
    expect(stored()).toEqual([])
    makeRoom()
    await insert(3, 50_000)
    expect(stored()).toEqual([3])
  })

  it('lets nothing of a failed transaction stand and tells what was touched', async () => {
    let restored = 0
    const saved = {
      save() {
        throw new Error('broken')
      },
      kept() {},
      restored: () => (restored += 1),
    }
    const outcomes = [insert(1), commits.save(saved)].map(failureCode)
    expect(await Promise.all(outcomes)).toEqual(['SLUICE-DATA-BROKEN', 'SLUICE-DATA-BROKEN'])
    expect(stored()).toEqual([])
    expect(restored).toBe(1)
  })

  it('writes what waits when it closes, and refuses what comes later', async () => {
    const write = insert(1)
    commits.close()
    await write
    expect(stored()).toEqual([1])
    expect(await failureCode(insert(2))).toBe('SLUICE-BROKER-CLOSED')
  })

  it('leaves no timer when it closes with a full disk', async () => {
    fillDisk()
    const outcome = failureCode(insert(1, 50_000))
    await clock.advance(500)
    commits.close()
    expect(await outcome).toBe('SLUICE-BROKER-BUSY')
    expect(clock.pending).toBe(0)
  })
})
