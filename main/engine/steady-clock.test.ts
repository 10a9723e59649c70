import { expect, test } from 'vitest'
import { steadyClock } from './steady-clock.ts'
import { runGraph } from './testing/harness.ts'
import { createManualClock, type ManualClock } from './testing/manual-clock.ts'

const day = 86_400_000

/** A machine's clock, driven by hand, that somebody may set. */
function settableClock() {
  const time = createManualClock()
  const began = time.now()
  const set = { byMs: 0 }
  const clock: ManualClock = Object.assign(Object.create(time) as ManualClock, { now: () => time.now() + set.byMs })
  return { clock, set, passed: () => time.now() - began, began }
}

test('time goes on from where it was when the clock is set back, and follows when it is set forth', async () => {
  const { clock, set, began } = settableClock()
  const steady = steadyClock(clock)
  const now = () => steady.now() - began
  await clock.advance(10_000)
  expect(now()).toBe(10_000)
  set.byMs = -day
  expect(now()).toBe(10_000)
  await clock.advance(5)
  expect(now()).toBe(10_005)
  set.byMs = 0
  expect(now()).toBe(10_005 + day)
})

test('a small step back is waited out', async () => {
  const { clock, set, began } = settableClock()
  const steady = steadyClock(clock)
  await clock.advance(10_000)
  expect(steady.now() - began).toBe(10_000)
  set.byMs = -300
  await clock.advance(100)
  expect(steady.now() - began).toBe(10_000)
  await clock.advance(250)
  expect(steady.now() - began).toBe(10_050)
})

test('what is held for a second leaves after a second, though the clock is set back by a day meanwhile', async () => {
  const { clock, set, passed } = settableClock()
  clock.after(500, () => {
    set.byMs = -day
  })
  const result = await runGraph(
    {
      nodes: [
        { id: 'read', operator: 'test-feed' },
        { id: 'hold', operator: 'delay', config: { durationMs: 1_000 } },
        { id: 'end', operator: 'test-collect' },
      ],
      edges: ['read.out>hold.in', 'hold.out>end.in'],
    },
    { feed: { read: [{ value: 1 }] }, clock },
  )
  expect(result.ledger).toMatchObject({ delivered: 1, inFlight: 0 })
  expect(passed()).toBeLessThan(10_000)
})
