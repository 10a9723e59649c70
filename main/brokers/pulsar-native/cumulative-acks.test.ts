import { expect, it } from 'vitest'
import { CumulativeAcks, type Held } from './cumulative-acks.ts'
import { placeOf } from './place.ts'

const hold = (acks: CumulativeAcks, ...messageIds: string[]): Held[] =>
  messageIds.map((messageId) => {
    const held: Held = { nativeId: {}, messageId, topic: 't', settled: false, covered: false }
    acks.handedOut(held, placeOf(messageId))
    return held
  })

it('covers all that are settled in order with the last of them', () => {
  const acks = new CumulativeAcks()
  const held = hold(acks, '1:0:-1:-1', '1:1:-1:-1', '1:2:-1:-1', '1:3:-1:-1')
  expect(acks.settle(held.slice(0, 3))).toEqual({ upTo: held[2], single: [] })
  expect(acks.settle(held.slice(3))).toEqual({ upTo: held[3], single: [] })
})

it('acknowledges alone what is settled before an earlier one, and passes it later', () => {
  const acks = new CumulativeAcks()
  const [a, b, c, d] = hold(acks, '1:0:-1:-1', '1:1:-1:-1', '1:2:-1:-1', '1:3:-1:-1') as [Held, Held, Held, Held]
  expect(acks.settle([b, c])).toEqual({ upTo: null, single: [b, c] })
  expect(acks.settle([a])).toEqual({ upTo: c, single: [] })
  expect(acks.settle([d])).toEqual({ upTo: d, single: [] })
})

it('never passes one that was given back, until it came again and was settled', () => {
  const acks = new CumulativeAcks()
  const [, b] = hold(acks, '1:0:-1:0', '1:0:-1:1') as [Held, Held]
  expect(acks.settle([b]).upTo).toBeNull()
  const [again] = hold(acks, '1:0:-1:0') as [Held]
  expect(acks.settle([again]).upTo).toBe(b)
})

it('acknowledges alone what comes again from before all that is covered', () => {
  const acks = new CumulativeAcks()
  acks.settle(hold(acks, '9:0:-1:-1', '10:0:-1:-1'))
  const [again] = hold(acks, '9:0:-1:-1') as [Held]
  const [next] = hold(acks, '10:1:-1:-1') as [Held]
  expect(acks.settle([again])).toEqual({ upTo: null, single: [again] })
  expect(acks.settle([next]).upTo).toBe(next)
})
