import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { WakeQueue } from './wake-queue.ts'

describe('the queue of keys to be woken', () => {
  test('gives out what is due, earliest first, and nothing that is not', () => {
    const queue = new WakeQueue()
    queue.set('late', 30)
    queue.set('early', 10)
    queue.set('middle', 20)
    expect(queue.next()).toBe(10)
    expect([queue.takeDue(20), queue.takeDue(20), queue.takeDue(20)]).toEqual(['early', 'middle', null])
    expect(queue.next()).toBe(30)
  })

  test('gives out keys of the same time in the order in which they were set', () => {
    const queue = new WakeQueue()
    for (const key of 'hgfedcba') queue.set(key, 10)
    queue.set('a', 20)
    queue.set('h', 20)
    expect(Array.from({ length: 8 }, () => queue.takeDue(20)).join('')).toBe('gfedcbah')
  })

  test('knows one time for a key: the last that was set', () => {
    const queue = new WakeQueue()
    queue.set('a', 10)
    queue.set('a', 30)
    queue.set('b', 20)
    queue.set('b', 5)
    queue.set('c', 1)
    queue.set('c', null)
    expect([queue.takeDue(100), queue.takeDue(100), queue.takeDue(100)]).toEqual(['b', 'a', null])
  })

  test('gives out a key once, though the same time was set again after another', () => {
    const queue = new WakeQueue()
    queue.set('a', 10)
    queue.set('a', 20)
    queue.set('a', 10)
    expect([queue.takeDue(100), queue.takeDue(100)]).toEqual(['a', null])
  })

  test('is empty after it was cleared', () => {
    const queue = new WakeQueue()
    queue.set('a', 10)
    queue.clear()
    expect([queue.next(), queue.takeDue(100)]).toEqual([null, null])
  })

  test('does not grow with how often a key is set anew', () => {
    const queue = new WakeQueue()
    for (let time = 10_000; time > 0; time--) queue.set(String(time % 10), time)
    expect(queue.entries).toBeLessThan(100)
  })

  test('does what a sorted list does', () => {
    const key = fc.integer({ min: 0, max: 90 }).map(String)
    const step = fc.oneof(
      { weight: 8, arbitrary: fc.record({ key, time: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 10 }) }) },
      { weight: 2, arbitrary: fc.record({ due: fc.integer({ min: 0, max: 200 }) }) },
    )
    fc.assert(
      fc.property(fc.array(step, { size: '+1' }), (steps) => {
        const queue = new WakeQueue()
        let list: { key: string; time: number }[] = []
        for (const step of steps) {
          if ('due' in step) {
            const first = list[0]
            const isDue = first !== undefined && first.time <= step.due
            expect(queue.takeDue(step.due)).toBe(isDue ? first.key : null)
            if (isDue) list.shift()
          } else {
            queue.set(step.key, step.time)
            list = listWith(list, step.key, step.time)
          }
          expect(queue.next()).toBe(list[0]?.time ?? null)
        }
      }),
    )
  })
})

/** Sorted by time, then by when the key was given that time. */
function listWith(list: readonly { key: string; time: number }[], key: string, time: number | null) {
  if (time !== null && list.some((entry) => entry.key === key && entry.time === time)) return [...list]
  const others = list.filter((entry) => entry.key !== key)
  return time === null ? others : [...others, { key, time }].sort((one, other) => one.time - other.time)
}
