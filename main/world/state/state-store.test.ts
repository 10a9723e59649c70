import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FailureError } from '../../../shared/ipc/failure.ts'
import type { SavedState, StateStore } from '../../engine/ports.ts'
import { fileNameOf } from './file-name.ts'
import { SqliteStateStore } from './sqlite-state-store.ts'
import { openStateFile, openStateStore } from './state-store.ts'

let directory: string
let store: StateStore

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-state-'))
  store = await openStateStore({ directory, pipeline: 'p' })
})

afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

async function reopen(): Promise<void> {
  await store.close()
  store = await openStateStore({ directory, pipeline: 'p' })
}

const states = (of: Record<string, unknown>): SavedState[] => Object.entries(of).map(([key, state]) => ({ key, state }))

const statesOf = async (from: StateStore, node: string) =>
  Object.fromEntries((await from.load(node)).map(({ key, state }) => [key, state]))

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => {
      throw new Error('It did not fail.')
    },
    (error: FailureError) => error.failure,
  )

describe('a state store', () => {
  it('is empty at first', async () => {
    expect(await store.contents()).toEqual({ epoch: 0, nodes: [] })
    expect(await store.load('n')).toEqual([])
  })

  it('gives back what the last epoch left, over a restart', async () => {
    await store.commit({
      number: 1,
      changes: [
        { node: 'n', states: states({ a: 1, b: 1 }) },
        { node: 'm', states: states({ a: 'other' }) },
        { node: 'gone', states: states({ a: 1 }) },
      ],
    })
    await store.commit({
      number: 5,
      changes: [
        { node: 'n', states: states({ a: 2, c: null, 'never there': undefined }) },
        { node: 'gone', states: states({ a: undefined }) },
      ],
    })
    await reopen()
    expect(await store.contents()).toEqual({ epoch: 5, nodes: ['m', 'n'] })
    expect(await store.load('m')).toEqual([{ key: 'a', state: 'other' }])
    expect(await statesOf(store, 'n')).toEqual({ a: 2, b: 1, c: null })
  })

  it('gives back those saved longest ago first', async () => {
    const set = (number: number, ...keys: string[]) =>
      store.commit({ number, changes: [{ node: 'n', states: keys.map((key) => ({ key, state: 1 })) }] })
    await set(1, 'a', 'b', 'c')
    await set(2, 'b')
    await set(3, 'a', 'd')
    expect((await store.load('n')).map(({ key }) => key)).toEqual(['c', 'b', 'a', 'd'])
  })

  it('takes states as they are when it is called', async () => {
    const state = { list: [1] }
    const saving = store.commit({ number: 1, changes: [{ node: 'n', states: [{ key: 'a', state }] }] })
    state.list.push(2)
    await saving
    expect(await store.load('n')).toEqual([{ key: 'a', state: { list: [1] } }])
  })

  it('gives back every kind of plain data under every key', async () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.double(),
      fc.bigInt(),
      fc.string({ unit: 'binary' }),
      fc.uint8Array(),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof({ maxDepth: 3 }, leaf, fc.array(tie('tree')), fc.dictionary(fc.string(), tie('tree'))),
    }))
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', 'a\0b', '\ud800', 'x\udfff'))
    let number = 1
    const sameAgain = fc.asyncProperty(fc.array(fc.tuple(key, tree)), async (entries) => {
      const node = `n${number}`
      const states = new Map(entries)
      await store.commit({
        number: number++,
        changes: [{ node, states: [...states].map(([key, state]) => ({ key, state })) }],
      })
      const loaded = await store.load(node)
      expect(new Map(loaded.map(({ key, state }) => [key, state]))).toEqual(states)
    })
    await fc.assert(sameAgain, { seed: 4, numRuns: 15 })
  })

  it('refuses what is no plain data, naming node and key, and keeps nothing of that epoch', async () => {
    const changes = [{ node: 'n', states: states({ good: 1, bad: { call: () => 1 }, other: 1 }) }]
    expect(await failureOf(store.commit({ number: 1, changes }))).toMatchObject({
      code: 'SLUICE-STATE-INVALID',
      message: expect.stringContaining('The state of key "bad" in n cannot be saved'),
    })
    expect(await store.contents()).toEqual({ epoch: 0, nodes: [] })
  })

  it('belongs to one run at a time, and is free after its close', async () => {
    const failure = await failureOf(openStateStore({ directory, pipeline: 'p' }))
    expect(failure).toMatchObject({ code: 'SLUICE-STATE-IN-USE' })
    expect(failure.message).toContain(`in use by this process (pid ${process.pid})`)
    await store.close()
    await store.close()
    await (await openStateStore({ directory, pipeline: 'p' })).close()
  })

  it('is one of its own for every pipeline', async () => {
    const other = await openStateStore({ directory, pipeline: 'P' })
    await other.commit({ number: 1, changes: [{ node: 'n', states: states({ a: 1 }) }] })
    await other.close()
    expect(await store.contents()).toEqual({ epoch: 0, nodes: [] })
  })
})

describe('a state store on a full disk', () => {
  const large = (key: string) => ({ node: 'full', states: states({ [key]: new Uint8Array(50_000) }) })
  let sql: DatabaseSync
  let full: SqliteStateStore

  beforeEach(() => {
    const file = join(directory, 'full.sqlite')
    sql = openStateFile(file)
    full = new SqliteStateStore(sql, file)
  })
  afterEach(() => full.close())

  it('refuses the whole epoch as something to try again, and takes it when there is room', async () => {
    await full.commit({ number: 1, changes: [{ node: 'n', states: states({ a: 1 }) }] })
    sql.exec('PRAGMA max_page_count = 12')
    const epoch = { number: 2, changes: [{ node: 'n', states: states({ a: 2 }) }, large('x')] }
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await failureOf(full.commit(epoch))).toMatchObject({ code: 'SLUICE-STATE-FULL' })
      expect(await full.contents()).toEqual({ epoch: 1, nodes: ['n'] })
      expect(await full.load('n')).toEqual([{ key: 'a', state: 1 }])
    }
    sql.exec('PRAGMA max_page_count = 1000')
    await full.commit(epoch)
    expect(await full.contents()).toEqual({ epoch: 2, nodes: ['full', 'n'] })
    expect((await full.load('full')).length).toBe(1)
  })

  it('says so too when it cannot be written to at all', async () => {
    sql.exec('PRAGMA query_only = 1')
    expect(await failureOf(full.commit({ number: 1, changes: [large('x')] }))).toMatchObject({
      code: 'SLUICE-STATE-FAILED',
    })
  })
})

it('is on the disk with every epoch, and locked by the system', () => {
  const sql = openStateFile(join(directory, 'q.sqlite'))
  expect(sql.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 })
  expect(sql.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  expect(sql.prepare('PRAGMA locking_mode').get()).toEqual({ locking_mode: 'exclusive' })
  sql.close()
})

describe('a file that is none of ours', () => {
  const file = () => join(directory, 'q.sqlite')
  const open = () => openStateStore({ directory, pipeline: 'q' })

  it('is refused when a newer Sluice wrote it', async () => {
    const newer = new DatabaseSync(file())
    newer.exec('PRAGMA user_version = 99')
    newer.close()
    expect(await failureOf(open())).toMatchObject({
      code: 'SLUICE-STATE-FORMAT',
      message: expect.stringContaining('format 99, this one knows 1'),
    })
  })

  it('is refused when it is something else, and can be tried again', async () => {
    writeFileSync(file(), 'no database at all, only text that stands in its place '.repeat(20))
    expect(await failureOf(open())).toMatchObject({ code: 'SLUICE-STATE-BROKEN' })
    rmSync(file())
    await (await open()).close()
  })

  it('is refused when a state in it cannot be read', async () => {
    const other = await open()
    await other.commit({ number: 1, changes: [{ node: 'n', states: states({ a: 1 }) }] })
    await other.close()
    for (const bytes of ['x', '', '\x01\xff\xff\xff']) {
      const sql = new DatabaseSync(file())
      sql.prepare('UPDATE chunk SET value = ?').run(Buffer.from(bytes, 'latin1'))
      sql.close()
      const broken = await open()
      expect(await failureOf(broken.load('n'))).toMatchObject({ code: 'SLUICE-STATE-BROKEN' })
      await broken.close()
    }
  })

  it('is not made where no directory can be', async () => {
    writeFileSync(join(directory, 'file'), '')
    const failure = await failureOf(openStateStore({ directory: join(directory, 'file', 'state'), pipeline: 'q' }))
    expect(failure.code).toBe('SLUICE-STATE-FAILED')
  })
})

describe('the name of a file', () => {
  it('is the id where it may be', () => {
    expect(fileNameOf('orders-2_eu')).toBe('orders-2_eu.sqlite')
  })

  it('stays in its directory and differs for every id, on disks too that know no capitals', () => {
    const ids = [
      'A',
      'a',
      '%41',
      '..',
      '../x',
      'a/b',
      'a\\b',
      'ä',
      'ae',
      '',
      ' ',
      'x'.repeat(300),
      `${'x'.repeat(299)}y`,
    ]
    const names = ids.map(fileNameOf)
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(ids.length)
    for (const name of names) {
      expect(name).toMatch(/^[a-z0-9_%A-F-]*\.sqlite$/)
      expect(name.length).toBeLessThan(200)
    }
  })
})

it('leaves nothing but its file and the note of its holder', async () => {
  await store.commit({ number: 1, changes: [{ node: 'n', states: states({ a: 1 }) }] })
  await store.close()
  expect(readdirSync(directory).toSorted()).toEqual(['p.sqlite', 'p.sqlite.holder.json'])
})
