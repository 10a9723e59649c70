import { expect, it } from 'vitest'
import { Restarts } from './restarts.ts'

it('starts three times at once, then later and later up to a second', () => {
  const restarts = new Restarts()
  const pauses = Array.from({ length: 12 }, (_, at) => {
    restarts.died(at)
    return restarts.pauseAt(at)
  })
  expect(pauses).toEqual([0, 0, 0, 25, 50, 100, 200, 400, 800, 1_000, 1_000, 1_000])
})

it('forgets deaths after ten seconds', () => {
  const restarts = new Restarts()
  for (let death = 0; death < 10; death++) restarts.died(1_000)
  expect(restarts.pauseAt(11_000)).toBe(1_000)
  expect(restarts.pauseAt(11_001)).toBe(0)
})

it('ends a pause when it is cancelled', async () => {
  const restarts = new Restarts()
  for (let death = 0; death < 10; death++) restarts.died(performance.now())
  const begin = performance.now()
  const pause = restarts.pause()
  restarts.cancel()
  await pause
  expect(performance.now() - begin).toBeLessThan(500)
})
