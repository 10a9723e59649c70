import { describe, expect, it } from 'vitest'
import type { ScriptMessage, ScriptResult } from '../../engine/ports.ts'
import { OpenBatch } from './open-batch.ts'

const message = (value: unknown): ScriptMessage => ({
  value,
  key: null,
  properties: {},
  topic: null,
  partitionKey: null,
  orderingKey: null,
  eventTime: null,
  sequenceId: null,
  deliverAt: null,
  messageId: '',
  publishTime: 0,
  redeliveryCount: 0,
})
const batchOf = (...values: unknown[]) =>
  new OpenBatch({ messages: values.map(message), states: new Map([['a', 1]]), now: 0 })
const done = (value: number): ScriptResult => ({ outputs: [{ port: 'out', message: { value } }] })
const died = (at: number | null, code = 'X') => ({ kind: 'died' as const, at, failure: { code, message: '' } })
const openValues = (batch: OpenBatch) => batch.messages.map(({ value }) => value)

describe('a batch on its way through processes', () => {
  it('is over when every message is answered', () => {
    const batch = batchOf(1, 2, 3)
    batch.answer([done(1), done(2)], new Map())
    expect(openValues(batch)).toEqual([3])
    batch.answer([done(3)], new Map())
    expect(batch.hasMore).toBe(false)
    expect(batch.results).toEqual([done(1), done(2), done(3)])
  })

  it('fails the message that is to blame, and tries those before and behind it again', () => {
    const batch = batchOf(1, 2, 3, 4)
    batch.answer([done(1)], new Map())
    batch.end(died(1))
    expect(openValues(batch)).toEqual([2, 4])
    batch.answer([done(2), done(4)], new Map())
    expect(batch.results).toEqual([done(1), done(2), { failure: { code: 'X', message: '' } }, done(4)])
  })

  it('looks closer, at few, when nobody is known to blame, then at one, which is blamed', () => {
    const batch = batchOf(...Array.from({ length: 100 }, (_, value) => value))
    expect(batch.careful).toBe(false)
    expect(batch.messages).toHaveLength(100)
    batch.end(died(null))
    expect(batch.careful).toBe(true)
    expect(batch.messages).toHaveLength(16)
    batch.end(died(null))
    expect(openValues(batch)).toEqual([0])
    batch.end(died(null, 'LAST'))
    expect(openValues(batch)).toEqual([1])
    expect(batch.results).toEqual([{ failure: { code: 'LAST', message: '' } }])
  })

  it('blames whom it can among the few, and tries more again when that goes well', () => {
    const batch = batchOf(...Array.from({ length: 100 }, (_, value) => value))
    batch.end(died(null))
    batch.end(died(3))
    expect(openValues(batch).slice(0, 5)).toEqual([0, 1, 2, 4, 5])
    expect(batch.messages).toHaveLength(16)
    batch.answer(
      batch.messages.map(({ value }) => done(value as number)),
      new Map(),
    )
    batch.end({ kind: 'done' })
    expect(batch.messages).toHaveLength(64)
    expect(batch.careful).toBe(false)
  })

  it('takes a full memory for too many messages first, and for the fault of one only among few', () => {
    const batch = batchOf(...Array.from({ length: 100 }, (_, value) => value))
    batch.end(died(50, 'SLUICE-CODE-MEMORY'))
    expect(batch.messages).toHaveLength(16)
    expect(batch.results).toEqual([])
    batch.end(died(5, 'SLUICE-CODE-MEMORY'))
    expect(batch.results[5]).toMatchObject({ failure: { code: 'SLUICE-CODE-MEMORY' } })
  })

  it('carries the states of what is answered on to the next process', () => {
    const batch = batchOf(1, 2)
    batch.answer(
      [done(1)],
      new Map<string, unknown>([
        ['a', undefined],
        ['b', 2],
      ]),
    )
    expect([...batch.states]).toEqual([['b', 2]])
    expect([...batch.changes]).toEqual([
      ['a', undefined],
      ['b', 2],
    ])
  })

  it('never hands over what is not plain data', () => {
    const batch = batchOf(1, { when: new Date(0) })
    expect(openValues(batch)).toEqual([1])
    expect(batch.results[1]).toMatchObject({ failure: { code: 'SLUICE-CODE-INPUT' } })
  })
})
