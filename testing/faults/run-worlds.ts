import type { Sabotage } from '../../main/engine/testing/simulation/sabotage.ts'
import type { Fault } from '../../main/engine/testing/simulation/weather.ts'
import { type Outcome, World } from '../../main/engine/testing/simulation/world.ts'
import type { Verdict } from '../verifier/ledger-verifier.ts'
import type { FaultTest } from './fault-tests.ts'
import { numberedLoad } from './numbered-items.ts'
import { verdictOf } from './verdict.ts'

/** What many worlds of one fault came to. */
export interface Sum {
  readonly worlds: number
  readonly sent: number
  readonly duplicated: number
  /** Runs of the engine that ended before their work was done. */
  readonly endings: number
  /** Faults that struck at least once. */
  readonly struck: readonly Fault[]
  /** The first world that is not as it must be, and what is wrong with it. */
  readonly wrong: string | null
}

/**
 * Worlds of one fault, one for each seed from 1, up to the first that is wrong. Without a sabotage every rule holds at every moment; under
 * one only the end is judged, so that it is the fault that brings it to light.
 */
export async function runWorlds(test: FaultTest, sabotage: Sabotage | null, worlds: number): Promise<Sum> {
  const sum = { sent: 0, duplicated: 0, endings: 0 }
  const struck = new Set<Fault>()
  for (let seed = 1; seed <= worlds; seed++) {
    const outcome = await worldOf(test, seed, sabotage).run()
    const verdict = verdictOf(outcome)
    const wrong = wrongWith(test, outcome, verdict)
    sum.sent += verdict.sent
    sum.duplicated += verdict.duplicated
    sum.endings += outcome.lives - 1
    for (const fault of outcome.faults.keys()) struck.add(fault)
    if (wrong !== null) return { ...sum, struck: [...struck], worlds: seed, wrong: `seed ${seed}: ${wrong}` }
  }
  return { ...sum, struck: [...struck], worlds, wrong: null }
}

function worldOf(test: FaultTest, seed: number, sabotage: Sabotage | null): World {
  const drawing = (test.pipelines[seed % test.pipelines.length] as () => Outcome['drawing'])()
  return new World({
    seed,
    sabotage,
    scenario: {
      drawing,
      messages: (start) => numberedLoad(test.load, start),
      faults: test.faults,
      endings: test.endings(seed),
      isJudgedAtEnd: sabotage !== null,
    },
  })
}

function wrongWith(test: FaultTest, { problem, mostInFlight }: Outcome, verdict: Verdict): string | null {
  const { lost, outOfOrder, corrupted, foreign, duplicated } = verdict
  const isWhole = lost + outOfOrder + corrupted + foreign === 0 && (test.mayRepeat || duplicated === 0)
  if (!isWhole) return JSON.stringify(verdict)
  if (mostInFlight > (test.mostInFlight ?? Number.POSITIVE_INFINITY)) return `${mostInFlight} messages in flight`
  return problem
}
