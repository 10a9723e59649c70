import { widenInlining } from '../../main/runner/compiler-budget.ts'

/**
 * The child's side of a candidate: `node candidate-process.ts MODULE` loads MODULE, whose `run(count)` does the work for
 * `count` messages and returns what the parent compares. Answers each `{ count }` with a Sample.
 */
export interface Candidate {
  run(count: number): Promise<unknown>
}

export interface Sample {
  readonly nsPerMessage: number
  readonly result: unknown
}

/**
 * Time the thread had the processor. On a machine that does other things too, the clock on the wall tells how busy those
 * others are; all candidates do all their work on this one thread.
 */
function cpuNanoseconds(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) * 1_000
}

// As the runner does, for all candidates alike.
widenInlining()
const { run } = (await import(process.argv[2]!)) as Candidate

process.on('message', ({ count }: { count: number }) => void answer(count))

async function answer(count: number): Promise<void> {
  globalThis.gc?.()
  const began = cpuNanoseconds()
  const result = await run(count)
  const took = cpuNanoseconds() - began
  process.send!({ nsPerMessage: took / count, result } satisfies Sample)
}
