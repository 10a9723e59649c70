import type { OperatorId } from '../../shared/operators/specs.ts'
import { runByEngine } from './by-engine.ts'
import { runByHand } from './by-hand.ts'
import { cases } from './cases.ts'
import type { Run } from './outcome.ts'

/** A candidate of `lib/candidate-process.ts`: `candidate.ts?operator=map&by=hand`. */
const { searchParams } = new URL(import.meta.url)
const id = searchParams.get('operator') as OperatorId
const runOnce = searchParams.get('by') === 'hand' ? runByHand : runByEngine
/** A prime, so that it meets all of the messages that come again and again; none where it is left open which of them comes first. */
const digestEvery = cases[id].unordered === true ? Number.POSITIVE_INFINITY : 1_009

export function run(count: number): Promise<Run> {
  return runOnce(id, { count, digestEvery })
}
