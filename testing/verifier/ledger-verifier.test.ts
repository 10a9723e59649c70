import { describe, expect, it } from 'vitest'
import { verify } from './ledger-verifier.ts'
import { numberedMessage } from './numbered-message.ts'

const sent = Array.from({ length: 10 }, (_, sequence) => numberedMessage(sequence, 3))
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value))
const clean = { sent: 10, lost: 0, duplicated: 0, outOfOrder: 0, rewinds: 0, corrupted: 0, foreign: 0 }

describe('the ledger verifier', () => {
  it('finds nothing when everything arrived once, in order', () => {
    expect(verify(sent, sent.map(bytes))).toEqual(clean)
  })
  it('ignores fields a pipeline added', () => {
    expect(
      verify(
        sent,
        sent.map((message) => bytes({ ...message, processed: true })),
      ),
    ).toEqual(clean)
  })
  it('counts a lost message', () => {
    expect(verify(sent, sent.slice(1).map(bytes))).toEqual({ ...clean, lost: 1 })
  })
  it('counts every further copy as duplicated', () => {
    expect(verify(sent, [...sent, ...sent.slice(0, 2)].map(bytes))).toEqual({ ...clean, duplicated: 2, rewinds: 1 })
  })
  it('counts a first copy that was overtaken within its key', () => {
    const swapped = [sent[3], sent[0], sent[1], sent[2], ...sent.slice(4)]
    expect(verify(sent, swapped.map(bytes))).toEqual({ ...clean, outOfOrder: 1, rewinds: 1 })
  })
  it('takes a repeat in order for one rewind of each key, however long it is', () => {
    const rewound = [...sent.slice(0, 7), ...sent]
    expect(verify(sent, rewound.map(bytes))).toEqual({ ...clean, duplicated: 7, rewinds: 1 })
  })
  it('counts repeats that are mixed up as many rewinds of their key', () => {
    const mixed = [...sent, sent[9], sent[6], sent[3], sent[0]]
    expect(verify(sent, mixed.map(bytes))).toEqual({ ...clean, duplicated: 4, rewinds: 4 })
  })
  it('finds a first copy after a later message also where that was itself a repeat', () => {
    const overtaken = [sent[0], sent[6], sent[0], sent[6], sent[3]]
    const others = sent.filter((message) => message.key !== sent[0]?.key)
    const verdict = verify(sent, [...others, ...overtaken].map(bytes))
    expect(verdict).toEqual({ ...clean, lost: 1, duplicated: 2, outOfOrder: 1, rewinds: 2 })
  })
  it('does not mind the order between keys', () => {
    expect(verify(sent, [sent[1], sent[0], ...sent.slice(2)].map(bytes))).toEqual(clean)
  })
  it('counts a changed body as corrupted and its original as lost', () => {
    const damaged = [{ ...sent[0], body: 'changed' }, ...sent.slice(1)]
    expect(verify(sent, damaged.map(bytes))).toEqual({ ...clean, corrupted: 1, lost: 1 })
  })
  it('counts unreadable bytes as corrupted', () => {
    expect(verify(sent, [...sent.map(bytes), Buffer.from([0xff, 0x00])])).toEqual({ ...clean, corrupted: 1 })
  })
  it('counts a message nobody sent as foreign', () => {
    expect(verify(sent, [...sent, numberedMessage(99, 3)].map(bytes))).toEqual({ ...clean, foreign: 1 })
  })
})
