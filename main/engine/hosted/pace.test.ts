import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { createPace } from './pace.ts'

describe('a pace', () => {
  it('allows everything when the rate is 0', () => {
    expect(createPace(0, createManualClock()).allow(1_000)).toBe(1_000)
  })

  it('allows the first at once and then one per interval', async () => {
    const clock = createManualClock()
    const pace = createPace(100, clock)
    expect(pace.allow(50)).toBe(1)
    await clock.advance(30)
    expect(pace.allow(50)).toBe(3)
  })

  it('waits for the next one', async () => {
    const clock = createManualClock()
    const pace = createPace(2, clock)
    void pace.allow(1)
    const waiting = pace.allow(10)
    await clock.advance(499)
    expect(clock.pending).toBe(1)
    await clock.advance(1)
    expect(await waiting).toBe(1)
  })

  it('makes up for a short hitch, but not for a pause', async () => {
    const clock = createManualClock()
    const pace = createPace(100, clock)
    void pace.allow(1)
    await clock.advance(500)
    expect(pace.allow(1_000)).toBe(50)
    await clock.advance(60_000)
    expect(pace.allow(1_000)).toBe(1)
  })

  it('allows nothing when it is woken, and leaves no timer behind', async () => {
    const clock = createManualClock()
    const pace = createPace(0.01, clock)
    void pace.allow(1)
    const waiting = pace.allow(1)
    pace.wake()
    expect(await waiting).toBe(0)
    expect(clock.pending).toBe(0)
  })
})
