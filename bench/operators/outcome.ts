/** What a run has done, so that both candidates can be seen to do the same. */
export interface Outcome {
  readonly received: number
  readonly delivered: number
  readonly dropped: number
  readonly absorbed: number
  /** Messages made of state that arrived. */
  readonly fromState: number
  /** Messages along each wire, in the order of the drawing. */
  readonly wires: readonly number[]
  /** What left, and a digest of it. */
  readonly left: number
  readonly digest: number
}

/** One run, and what it took from the first message to the last; opening and closing do not count. */
export interface Run {
  readonly outcome: Outcome
  readonly processorNs: number
  readonly wallNs: number
}

export interface RunOptions {
  readonly count: number
  /** One in so many of what leaves goes into the digest. */
  readonly digestEvery: number
}

/** Starts when the first message is asked for. */
export class Stopwatch {
  private processor = Number.NaN
  private wall = Number.NaN

  start(): void {
    if (!Number.isNaN(this.wall)) return
    this.processor = processorNs()
    this.wall = performance.now()
  }

  read(): Pick<Run, 'processorNs' | 'wallNs'> {
    return { processorNs: processorNs() - this.processor, wallNs: (performance.now() - this.wall) * 1e6 }
  }
}

function processorNs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) * 1_000
}
