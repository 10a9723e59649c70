import { deepStrictEqual } from 'node:assert'
import { type ChildProcess, fork } from 'node:child_process'
import type { Sample } from './candidate-process.ts'

export interface CandidateOptions {
  readonly name: string
  /** A module with `run(count)`. */
  readonly module: URL
  /** Messages per sample, so that a sample takes about half a second. */
  readonly count: number
  /** What `run(count)` must return; absent when all candidates must only return the same. */
  readonly expected?: unknown
}

/** Nanoseconds per message of every round, by candidate, rounds in step. */
export type Measured = ReadonlyMap<string, readonly number[]>

/**
 * Measures candidates against each other: each in a process of its own, so that none spoils another's compiled code, taking
 * turns within every round, so that what else the machine does hits all alike. The first `warmUp` rounds are not kept.
 */
export async function measurePaired(
  candidates: readonly CandidateOptions[],
  rounds: number,
  warmUp = 2,
): Promise<Measured> {
  const children = candidates.map(({ module }) => startCandidate(module))
  const kept = new Map(candidates.map(({ name }) => [name, [] as number[]]))
  try {
    for (let round = -warmUp; round < rounds; round++) {
      let first: unknown
      for (const [index, { name, count, expected }] of candidates.entries()) {
        const sample = await askCandidate(children[index]!, count)
        first ??= sample.result
        deepStrictEqual(sample.result, expected ?? first, `${name} did not do the same work as the others`)
        if (round >= 0) kept.get(name)!.push(sample.nsPerMessage)
      }
    }
  } finally {
    for (const child of children) child.kill()
  }
  return kept
}

/** A process that answers `askCandidate`; the caller kills it. */
export function startCandidate(module: URL): ChildProcess {
  return fork(new URL('./candidate-process.ts', import.meta.url), [module.href], { execArgv: ['--expose-gc'] })
}

export function askCandidate(child: ChildProcess, count: number): Promise<Sample> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`A benchmark process ended with exit code ${code}.`))
    child.once('exit', onExit)
    child.once('message', (sample) => {
      child.off('exit', onExit)
      resolve(sample as Sample)
    })
    child.send({ count })
  })
}
