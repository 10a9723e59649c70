import { describe, expect, it } from 'vitest'
import { createManualClock } from '../../engine/testing/manual-clock.ts'
import { DueQueue } from './due-queue.ts'

const start = 1_000_000

function queueOn(clock = createManualClock(start)) {
  const came: string[] = []
  return { clock, came, queue: new DueQueue<string>(clock, (items) => came.push(items.join(' '))) }
}

describe('a due queue', () => {
  it('hands on each item when its time has come, in order of time', async () => {
    const { clock, came, queue } = queueOn()
    queue.add('third', start + 300)
    queue.add('first', start + 100)
    queue.add('second', start + 200)
    queue.add('with first', start + 100)
    await clock.advance(99)
    expect(came).toEqual([])
    await clock.advance(1_000)
    expect(came).toEqual(['first with first', 'second', 'third'])
  })

  it('has one timer, and none when nothing waits', async () => {
    const { clock, queue } = queueOn()
    expect(clock.pending).toBe(0)
    for (let item = 0; item < 10; item += 1) queue.add(String(item), start + 10 * item)
    expect(clock.pending).toBe(1)
    await clock.advance(1_000)
    expect(clock.pending).toBe(0)
  })

  it('waits longer than a timer can', async () => {
    const { clock, came, queue } = queueOn()
    const days = 24 * 60 * 60 * 1_000
    queue.add('in 60 days', start + 60 * days)
    await clock.advance(59 * days)
    expect(came).toEqual([])
    await clock.advance(days)
    expect(came).toEqual(['in 60 days'])
  })

  it('forgets everything when closed', async () => {
    const { clock, came, queue } = queueOn()
    queue.add('x', start + 10)
    queue.close()
    await clock.advance(100)
    expect([came, clock.pending]).toEqual([[], 0])
  })
})
