import { describe, expect, test } from 'vitest'
import { run as branchingByEngine } from './branching/engine.ts'
import { run as branchingFused } from './branching/fused.ts'
import { run as branchingByGenerators } from './branching/generators.ts'
import { expectedCounts } from './branching/shape.ts'
import { run as jsonByHand } from './json/by-hand.ts'
import { run as jsonByEngine } from './json/engine.ts'
import { median, spread } from './lib/table.ts'

describe('the benchmark compares like with like', () => {
  test.each([
    ['engine', branchingByEngine],
    ['fused', branchingFused],
    ['generators', branchingByGenerators],
  ])('%s: every wire, sink, end and acknowledgement of the branching graph', async (_, run) => {
    expect(await run(20_000)).toEqual(expectedCounts(20_000))
  })

  test('the engine writes the same bytes as the loop by hand', async () => {
    const byHand = await jsonByHand(5_000)
    expect(byHand).toMatchObject({ acked: 5_000 })
    expect(byHand.messages).toBeGreaterThan(2_500)
    expect(await jsonByEngine(5_000)).toEqual(byHand)
  })

  test('a figure is the median, with the extremes beside it', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(spread([3, 1, 2], 1)).toBe('2.0 (1.0..3.0)')
  })
})
