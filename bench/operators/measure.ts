import { deepStrictEqual } from 'node:assert'
import type { ChildProcess } from 'node:child_process'
import type { OperatorId } from '../../shared/operators/specs.ts'
import { askCandidate, startCandidate } from '../lib/candidates.ts'
import { median } from '../lib/table.ts'
import { cases } from './cases.ts'
import { batchSize } from './feed.ts'
import type { Run } from './outcome.ts'

/** What a sample of the engine is to take. */
const sampleNs = 90e6
/** By then the code is compiled for good. */
const warmUpMessages = [8, 32, 128].map((batches) => batches * batchSize)
const fewestRounds = 5
const mostRounds = 15

/**
 * How fast the engine is, in rounds: its rate as a part of that by hand. Both live in a process of their own and take turns. There
 * are more rounds while the figures lie on both sides of the bound.
 */
export async function measureOperator(id: OperatorId, bound: number): Promise<readonly number[]> {
  const [engine, hand] = ['engine', 'hand'].map((by) => startCandidate(candidateOf(id, by))) as [
    ChildProcess,
    ChildProcess,
  ]
  const round = async (count: number) => {
    const [byEngine, byHand] = [await runOnce(engine, count), await runOnce(hand, count)]
    deepStrictEqual(
      byEngine.outcome,
      byHand.outcome,
      `${id}: the engine did not do the same work as the function by hand`,
    )
    return { engineNs: timeOf(id, byEngine), handNs: timeOf(id, byHand) }
  }
  try {
    const count = await warmUp(id, round)
    const ratios: number[] = []
    while (ratios.length < fewestRounds || (isOpen(ratios, bound) && ratios.length < mostRounds)) {
      const { engineNs, handNs } = await round(count)
      ratios.push(handNs / engineNs)
    }
    return ratios
  } finally {
    engine.kill()
    hand.kill()
  }
}

function candidateOf(id: OperatorId, by: string): URL {
  return new URL(`./candidate.ts?operator=${id}&by=${by}`, import.meta.url)
}

async function runOnce(child: ChildProcess, count: number): Promise<Run> {
  return (await askCandidate(child, count)).result as Run
}

function timeOf(id: OperatorId, { wallNs, processorNs }: Run): number {
  return cases[id].time === 'wall' ? wallNs : processorNs
}

/** Returns how many messages make a sample. */
async function warmUp(id: OperatorId, round: (count: number) => Promise<{ engineNs: number }>): Promise<number> {
  const most = cases[id].maxCount ?? Number.POSITIVE_INFINITY
  let count: number = batchSize
  for (const messages of warmUpMessages) {
    const { engineNs } = await round(Math.min(messages, most))
    count = Math.min(most, Math.max(4, Math.ceil(((sampleNs / engineNs) * messages) / batchSize)) * batchSize)
    if (engineNs > sampleNs) break
  }
  return count
}

/** Whether one more round could turn the verdict. */
function isOpen(ratios: readonly number[], bound: number): boolean {
  const broken = ratios.filter((ratio) => ratio < bound).length
  return median(ratios) < bound || broken > ratios.length / 4
}
