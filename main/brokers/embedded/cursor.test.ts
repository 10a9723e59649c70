import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Cursor } from './cursor.ts'

const end = 40

/** The plainest thing that does the same: a set of entries. */
function model(mark: number, acks: readonly number[]) {
  const acked = new Set(Array.from({ length: mark }, (_, entry) => entry).concat(acks))
  const entries = Array.from({ length: end + 1 }, (_, entry) => entry)
  return {
    isAcked: (entry: number) => acked.has(entry),
    firstUnacked: entries.find((entry) => !acked.has(entry))!,
    nextUnacked: (from: number) => entries.find((entry) => entry >= from && !acked.has(entry))!,
    unackedBelow: (below: number) => entries.filter((entry) => entry < below && !acked.has(entry)).length,
  }
}

describe('a cursor', () => {
  it('is as a set of entries would be, also when stored in between', () => {
    const entry = fc.integer({ min: 0, max: end - 1 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5 }), fc.array(entry), fc.array(entry), (mark, before, after) => {
        const first = new Cursor(mark)
        for (const ack of before) first.acknowledge(ack)
        const cursor = new Cursor(first.firstUnacked, first.ackedJson())
        for (const ack of after) cursor.acknowledge(ack)
        const expected = model(mark, [...before, ...after])
        expect(cursor.firstUnacked).toBe(expected.firstUnacked)
        for (let at = 0; at < end; at += 1) {
          expect(cursor.isAcked(at)).toBe(expected.isAcked(at))
          expect(cursor.nextUnacked(at)).toBe(Math.max(expected.firstUnacked, expected.nextUnacked(at)))
          expect(cursor.unackedBelow(at)).toBe(expected.unackedBelow(at))
        }
      }),
      { seed: 6, numRuns: 300 },
    )
  })

  it('says whether an acknowledgement was new', () => {
    const cursor = new Cursor(3)
    expect([2, 3, 3, 7, 7].map((entry) => cursor.acknowledge(entry))).toEqual([false, true, false, true, false])
  })

  it('stores a long run as one range', () => {
    const cursor = new Cursor(0)
    for (let entry = 1; entry <= 100_000; entry += 1) cursor.acknowledge(entry)
    expect(cursor.ackedJson()).toBe('[[1,100000]]')
  })
})
