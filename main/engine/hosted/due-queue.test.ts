import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createManualClock } from '../testing/manual-clock.ts'
import { DueQueue } from './due-queue.ts'

describe('the queue of what is due', () => {
  it('releases everything at its time, and what is due together in the order it came', async () => {
    const dues = fc.array(
      fc.integer({ min: 0, max: 50 }).map((due) => due / 2),
      { maxLength: 60 },
    )
    await fc.assert(
      fc.asyncProperty(dues, async (all) => {
        const clock = createManualClock(0)
        const released: { due: number; number: number; at: number }[] = []
        const queue = new DueQueue<{ due: number; number: number }>(clock, (item) =>
          released.push({ ...item, at: clock.now() }),
        )
        for (const [number, due] of all.entries()) queue.add(due, { due, number })
        await clock.advance(100)
        const expected = all
          .map((due, number) => ({ due, number, at: Math.ceil(due) }))
          .sort((a, b) => a.due - b.due || a.number - b.number)
        expect(released.map(({ due, number }) => ({ due, number }))).toEqual(
          expected.map(({ due, number }) => ({ due, number })),
        )
        for (const { due, at } of released) expect(at >= due && at - due < 1).toBe(true)
        expect([queue.size, clock.pending]).toEqual([0, 0])
      }),
      { seed: 7, numRuns: 200 },
    )
  })

  it('sets one timer, whatever waits, and a new one for what is due sooner', async () => {
    const clock = createManualClock(0)
    const released: string[] = []
    const queue = new DueQueue<string>(clock, (item) => released.push(item))
    queue.add(50, 'late')
    queue.add(60, 'later')
    queue.add(10, 'soon')
    expect(clock.pending).toBe(1)
    await clock.advance(10)
    expect(released).toEqual(['soon'])
    expect(clock.pending).toBe(1)
    await clock.advance(40)
    expect(released).toEqual(['soon', 'late'])
  })

  it('waits for months in timers of an hour, because a runtime fires long ones at once', async () => {
    const asked: number[] = []
    const clock = createManualClock(0)
    const after = (ms: number, callback: () => void) => {
      asked.push(ms)
      return clock.after(ms, callback)
    }
    const released: number[] = []
    const queue = new DueQueue<number>({ now: clock.now, after }, () => released.push(clock.now()))
    const due = 3 * 3_600_000 + 5
    queue.add(due, 1)
    await clock.advance(due + 1)
    expect(released).toEqual([due])
    expect(asked).toEqual([3_600_000, 3_600_000, 3_600_000, 5])
  })

  it('takes what is added while it releases', async () => {
    const clock = createManualClock(0)
    const released: number[] = []
    const queue = new DueQueue<number>(clock, (item) => {
      released.push(item)
      if (item < 3) queue.add(clock.now() + (item === 2 ? 5 : 0), item + 1)
    })
    queue.add(10, 1)
    await clock.advance(10)
    expect(released).toEqual([1, 2])
    await clock.advance(5)
    expect(released).toEqual([1, 2, 3])
    expect(clock.pending).toBe(0)
  })

  it('forgets everything when it is closed', async () => {
    const clock = createManualClock(0)
    const released: number[] = []
    const queue = new DueQueue<number>(clock, (item) => released.push(item))
    queue.add(10, 1)
    queue.close()
    expect([queue.size, clock.pending]).toEqual([0, 0])
    await clock.advance(20)
    expect(released).toEqual([])
  })
})
