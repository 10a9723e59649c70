import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SqliteStateStore, type StoreLimits } from './sqlite-state-store.ts'
import { openStateFile } from './state-store.ts'

let directory: string
let file: string
let sql: DatabaseSync
let store: SqliteStateStore

const small: StoreLimits = { states: 3, bytes: 200, replacedBytes: 300, clearedBytes: 100 }

function open(limits?: StoreLimits): void {
  sql = openStateFile(file)
  // The disk is not what is tested here.
  sql.exec('PRAGMA synchronous = OFF')
  store = new SqliteStateStore(sql, file, limits)
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sluice-chunks-'))
  file = join(directory, 'p.sqlite')
})
afterEach(async () => {
  await store.close()
  rmSync(directory, { recursive: true, force: true })
})

const chunks = () =>
  sql.prepare('SELECT count(*) AS count, coalesce(sum(length(value)), 0) AS bytes FROM chunk').get() as {
    count: number
    bytes: number
  }
const set = (number: number, of: Record<string, unknown>) =>
  store.commit({ number, changes: [{ node: 'n', states: Object.entries(of).map(([key, state]) => ({ key, state })) }] })
const load = async () => Object.fromEntries((await store.load('n')).map(({ key, state }) => [key, state]))

describe('the log of states', () => {
  it('does what a map does, over restarts and failed epochs, and holds about twice what counts at most', {
    timeout: 60_000,
  }, async () => {
    const key = fc.constantFrom(...'abcdefghijkl')
    const step = fc.oneof(
      {
        weight: 10,
        arbitrary: fc.array(fc.tuple(key, fc.option(fc.string({ maxLength: 60 }), { nil: undefined })), {
          maxLength: 8,
        }),
      },
      { weight: 2, arbitrary: fc.constantFrom('restart' as const, 'failed' as const) },
    )
    const isLikeAMap = fc.asyncProperty(fc.array(step, { size: '+2' }), async (steps) => {
      open(small)
      const model = new Map<string, unknown>()
      let number = 0
      for (const step of steps) {
        if (step === 'restart') {
          await store.close()
          open(small)
          expect(await store.contents()).toEqual({ epoch: number, nodes: model.size === 0 ? [] : ['n'] })
        } else if (step === 'failed') {
          // The last write of a commit fails, when all the others have been done.
          sql.exec("CREATE TEMP TRIGGER fails BEFORE UPDATE ON epoch BEGIN SELECT RAISE(ABORT, 'failed'); END")
          await expect(set(number + 1, { a: 'lost', b: undefined })).rejects.toThrow()
          sql.exec('DROP TRIGGER fails')
        } else {
          // A key may stand there twice, forgotten and set again.
          const states = step.map(([key, state]) => ({ key, state }))
          await store.commit({ number: ++number, changes: [{ node: 'n', states }] })
          for (const { key, state } of states) {
            if (state === undefined) model.delete(key)
            else model.set(key, state)
          }
        }
        if (number % 5 === 0) expect(await load()).toEqual(Object.fromEntries(model))
      }
      expect(await load()).toEqual(Object.fromEntries(model))
      expect(chunks().bytes).toBeLessThan(6_000)
      await store.close()
      rmSync(file)
    })
    await fc.assert(isLikeAMap, { seed: 12, numRuns: 25 })
    open()
  })

  it('stays small when a few keys change for ever', async () => {
    open({ ...small, replacedBytes: 10_000 })
    for (let number = 1; number <= 2_000; number++) await set(number, { [`k${number % 3}`]: number, last: number })
    expect(chunks().bytes).toBeLessThan(15_000)
    expect(await load()).toEqual({ k0: 1_998, k1: 1_999, k2: 2_000, last: 2_000 })
  })

  it('stays small when every key comes and goes', async () => {
    open(small)
    await set(1, { stays: 1 })
    for (let number = 2; number <= 2_000; number++)
      await set(number, { [`k${number}`]: 'x', [`k${number - 1}`]: undefined })
    expect(chunks().bytes).toBeLessThan(3_000)
    expect(await load()).toEqual({ stays: 1, k2000: 'x' })
  })

  it('has nothing when all is forgotten', async () => {
    open()
    await set(1, { a: 1, b: 1 })
    await set(2, { a: undefined, b: undefined })
    expect(chunks().count).toBe(0)
    expect(await store.contents()).toEqual({ epoch: 2, nodes: [] })
  })

  it('clears large states as it clears many small ones', async () => {
    open()
    const large = new Uint8Array(200_000)
    for (let number = 1; number <= 200; number++)
      await set(number, { [`epoch ${number}`]: large, [`epoch ${number - 10}`]: undefined })
    expect(chunks().bytes).toBeLessThan(10 * 1024 * 1024)
    expect((await store.load('n')).map(({ key }) => key)).toEqual(
      Array.from({ length: 10 }, (_, index) => `epoch ${191 + index}`),
    )
  })

  it('does not do all its clearing in one epoch', async () => {
    open({ states: 100, bytes: 100_000, replacedBytes: 0, clearedBytes: 1_000 })
    const all = Object.fromEntries(Array.from({ length: 10_000 }, (_, key) => [`k${key}`, 0]))
    await set(1, all)
    await set(2, Object.fromEntries(Object.keys(all).map((key) => [key, 1])))
    await set(
      3,
      Object.fromEntries(
        Object.keys(all)
          .slice(0, 9_000)
          .map((key) => [key, 1]),
      ),
    )
    const before = chunks().count
    await set(4, { k1: 2 })
    expect(before - chunks().count).toBeLessThan(5)
  })

  it('puts many states into several chunks, and splits those that are too large', async () => {
    open({ states: 4, bytes: 1_000, replacedBytes: 1e6, clearedBytes: 1e6 })
    await set(1, Object.fromEntries(Array.from({ length: 16 }, (_, key) => [`k${key}`, 0])))
    expect(chunks().count).toBe(4)
    await set(2, { a: 'x'.repeat(800), b: 'x'.repeat(800), c: 'x'.repeat(5_000) })
    expect(chunks().count).toBe(7)
    expect(Object.keys(await load()).length).toBe(19)
  })

  it('says which epoch a state is of, also after it was moved: longest ago first', async () => {
    open({ states: 10, bytes: 10_000, replacedBytes: 0, clearedBytes: 10_000 })
    await set(1, { old: 1 })
    await set(2, { older: 1, b: 1 })
    for (let number = 3; number < 20; number++) await set(number, { b: number })
    await set(20, { newest: 1 })
    expect(chunks().count).toBeLessThan(10)
    expect((await store.load('n')).map(({ key }) => key).slice(-2)).toEqual(['b', 'newest'])
  })

  it('knows what stands in chunks it has not loaded when it saves', async () => {
    open(small)
    await set(1, { a: 1, b: 1 })
    await store.close()
    open(small)
    await set(2, { a: undefined })
    expect(await load()).toEqual({ b: 1 })
    await set(3, { b: undefined })
    expect(chunks().count).toBe(0)
  })
})
