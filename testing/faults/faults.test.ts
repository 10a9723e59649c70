import { describe, expect, it } from 'vitest'
import { type Sabotage, sabotages } from '../../main/engine/testing/simulation/sabotage.ts'
import { faultTests, notRun } from './fault-tests.ts'
import { runWorlds } from './run-worlds.ts'

/**
 * The fault table: each fault by itself, in simulated worlds with a pipeline made for it, once with the engine as it is and once under
 * each sabotage. As it is, nothing may be lost, out of order, corrupted or foreign; under a sabotage that the fault brings to light
 * something must be; under the others nothing, and the title says why. `npm test` prints the table.
 */
const isLong = process.env.SLUICE_TEST_LONG === '1'
const worlds = isLong ? 400 : 16
/** Enough to see that a sabotage does not show; those that do show stop at the first world. */
const worldsUnderSabotage = isLong ? 100 : 8
const worldsUntilRed = 300
const timeout = isLong ? 1_800_000 : 120_000

describe('fault table', () => {
  for (const test of faultTests) {
    describe(`${test.number}: ${test.sentence}`, () => {
      it('clean', { timeout }, async () => {
        const sum = await runWorlds(test, null, Math.max(worlds, test.worlds ?? 0))
        process.stderr.write(`${test.number}, clean: ${JSON.stringify(sum)}\n`)
        expect(sum.wrong).toBeNull()
        expect(sum.sent).toBeGreaterThan(0)
        expect([...sum.struck].sort()).toEqual(test.faults.filter((fault) => fault !== 'crash').sort())
        expect(sum.endings).toBeGreaterThanOrEqual(test.endings(1).length)
      })

      for (const [sabotage, cell] of Object.entries(test.sabotages) as [Sabotage, string][]) {
        if (cell === 'red')
          it(sabotage, { timeout }, async () => {
            const { wrong } = await runWorlds(test, sabotage, worldsUntilRed)
            expect(wrong).not.toBeNull()
          })
        else
          it(`${sabotage} — ${cell}`, { timeout }, async () => {
            expect((await runWorlds(test, sabotage, worldsUnderSabotage)).wrong).toBeNull()
          })
      }
    })
  }

  for (const { number, sentence, reason } of notRun)
    describe(`${number}: ${sentence}`, () => it.skip(`not run: ${reason}`, () => {}))

  it('has a column for every sabotage', () => {
    for (const { sabotages: cells } of faultTests)
      expect(Object.keys(cells).sort()).toEqual(Object.keys(sabotages).sort())
  })

  it('leaves every object as it was', () => {
    expect('isPolluted' in {}).toBe(false)
  })
})
