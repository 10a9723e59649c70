import { describe, expect, it } from 'vitest'
import { Draw } from '../../main/engine/testing/simulation/draw.ts'
import { type Sabotage, sabotages } from '../../main/engine/testing/simulation/sabotage.ts'
import { shrink } from '../../main/engine/testing/simulation/shrink.ts'
import { drawPipeline } from '../../main/engine/testing/simulation/sketch.ts'
import { faults } from '../../main/engine/testing/simulation/weather.ts'
import { type Outcome, World } from '../../main/engine/testing/simulation/world.ts'
import { check } from '../../shared/graph/check.ts'
import { operatorSpecs } from '../../shared/operators/specs.ts'

/**
 * The engine in simulated worlds: one seed draws a pipeline, its messages, what goes wrong, and what happens before what. Every
 * world is held to the same rules (`judge.ts`). Under each sabotage the same worlds must break one, or the rules are worth nothing.
 */
const isLong = process.env.SLUICE_TEST_LONG === '1'
const seeds = isLong ? 10_000 : 500
const seedsForSabotage = 500

const operators = [
  'branch',
  'code',
  'collect',
  'deduplicate',
  'delay',
  'deserialize',
  'discard',
  'enrich',
  'error-message',
  'filter',
  'flat-map',
  'key-by',
  'map',
  'merge',
  'pulsar-dynamic-sink',
  'pulsar-sink',
  'pulsar-source',
  'stateful-map',
  'switch',
  'throttle',
  'validate',
  'window',
]

/** The first seed that breaks a rule, if any. */
async function firstProblem(count: number, sabotage: Sabotage | null, seen: (outcome: Outcome) => void = () => {}) {
  for (let seed = 1; seed <= count; seed++) {
    const outcome = await new World({ seed, sabotage }).run()
    if (outcome.problem !== null) return outcome
    seen(outcome)
  }
  return null
}

describe('simulated worlds', () => {
  it(`break no rule with any of ${seeds} seeds, and know every fault and 22 operators`, {
    timeout: 3_600_000,
  }, async () => {
    const struck = new Set<string>()
    const drawn = new Set<string>()
    let lives = 0
    const began = performance.now()
    const found = await firstProblem(seeds, null, (outcome) => {
      for (const fault of outcome.faults.keys()) struck.add(fault)
      for (const { operator } of outcome.drawing.document.nodes) drawn.add(operator)
      lives += outcome.lives
    })
    const perSecond = (seeds * 1_000) / (performance.now() - began)
    process.stderr.write(
      `simulation: ${seeds} seeds, ${lives} runs of the engine, ${perSecond.toFixed(0)} seeds a second\n`,
    )
    expect(found === null ? null : `seed ${found.seed}: ${found.problem}`).toBeNull()
    expect([...struck].sort()).toEqual(faults.filter((fault) => fault !== 'crash').sort())
    expect([...drawn].sort()).toEqual(operators)
  })

  it('are drawings that `check` lets start', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { document } = drawPipeline(new Draw(seed))
      expect(check(document, operatorSpecs).filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })

  it('happen in the same way again with the same seed', async () => {
    for (const seed of [3, 14, 46]) {
      const [once, again] = [await new World({ seed }).run(), await new World({ seed }).run()]
      expect(again.trace).toEqual(once.trace)
      expect(once.trace.length).toBeGreaterThan(20)
    }
  })

  it.each(Object.entries(sabotages))('find out within 500 seeds: %s', { timeout: 120_000 }, async (name) => {
    const sabotage = name as Sabotage
    const found = await firstProblem(seedsForSabotage, sabotage)
    expect(found).not.toBeNull()
    const again = await new World({ seed: found!.seed, sabotage }).run()
    expect(again.problem).toBe(found!.problem)
    expect(again.trace).toEqual(found!.trace)
  })

  it('are made smaller, and still break a rule', { timeout: 120_000 }, async () => {
    const options = { seed: 1, sabotage: 'skip-the-receipt' as const }
    const found = (await firstProblem(20, options.sabotage))!
    const smallest = await shrink({ ...options, seed: found.seed }, found)
    expect(smallest.outcome.problem).not.toBeNull()
    expect(smallest.outcome.trace.length).toBeLessThan(found.trace.length)
    expect(await new World(smallest.options).run()).toMatchObject({ trace: smallest.outcome.trace })
  })
})
