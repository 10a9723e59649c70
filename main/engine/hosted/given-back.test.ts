import { describe, expect, it } from 'vitest'
import type { Delivery } from '../ports.ts'
import { createManualClock } from '../testing/manual-clock.ts'
import { GivenBack } from './given-back.ts'

const delivery = (number: number, redeliveryCount = 0, bytes = 1): Delivery => ({
  id: { number },
  messageId: `1:${number}`,
  topic: 'orders',
  payload: new Uint8Array(bytes),
  key: null,
  orderingKey: null,
  properties: {},
  publishTime: 0,
  eventTime: null,
  redeliveryCount,
})

function setUp() {
  const clock = createManualClock()
  const state = { arrivals: 0 }
  const givenBack = new GivenBack(clock, 1_000, () => void state.arrivals++)
  return { clock, state, givenBack }
}

describe('messages given back', () => {
  it('are handed out after the delay, in order, counted once more', async () => {
    const { clock, state, givenBack } = setUp()
    givenBack.add(delivery(1))
    await clock.advance(500)
    givenBack.add(delivery(2, 3))
    expect(givenBack.take(10)).toEqual([])
    await clock.advance(500)
    expect(givenBack.take(10)).toEqual([delivery(1, 1)])
    await clock.advance(500)
    expect(givenBack.take(10)).toEqual([delivery(2, 4)])
    expect(state.arrivals).toBe(2)
  })

  it('come no more than were asked for at a time', async () => {
    const { clock, givenBack } = setUp()
    for (const number of [1, 2, 3]) givenBack.add(delivery(number))
    await clock.advance(1_000)
    expect(givenBack.take(2)).toHaveLength(2)
    expect(givenBack.take(2)).toHaveLength(1)
  })

  it.each([
    ['many', 10_000, 1],
    ['large', 2, 32 * 1024 * 1024],
  ])('fill it when they are %s, until some are handed out', async (_what, count, bytes) => {
    const { clock, givenBack } = setUp()
    for (let number = 1; number < count; number++) givenBack.add(delivery(number, 0, bytes))
    expect(givenBack.isFull).toBe(false)
    givenBack.add(delivery(0, 0, bytes))
    expect(givenBack.isFull).toBe(true)
    await clock.advance(1_000)
    givenBack.take(1)
    expect(givenBack.isFull).toBe(false)
  })

  it('leave no timer behind', () => {
    const { clock, givenBack } = setUp()
    givenBack.add(delivery(1))
    givenBack.close()
    expect(clock.pending).toBe(0)
  })
})
