import type { Pipeline } from '../engine/pipeline.ts'

/** When a run is to end by itself; durations in milliseconds. Several may be given: the first that holds counts. */
export interface EndCondition {
  readonly for?: number
  /** Source messages received, at least. */
  readonly count?: number
  readonly untilIdle?: number
}

/** What the end of a run, in one process or several, is judged by. Asked fifty times a second. */
export interface Watched {
  /** Every source has given all it had, and nothing is in flight. */
  isExhausted(): boolean
  /** Source messages so far. */
  received(): number
  /** Nothing has happened for so many milliseconds, and nothing is under way. */
  isIdleFor(ms: number): boolean
  readonly ended: Promise<unknown>
}

const lookEvery = 20

/** Resolves when a condition holds, or when all sources are exhausted; never when neither happens. */
export function untilEnd(watched: Watched, condition: EndCondition): Promise<void> {
  const startedAt = Date.now()

  function isReached(): boolean {
    if (watched.isExhausted()) return true
    if (condition.for !== undefined && Date.now() - startedAt >= condition.for) return true
    if (condition.count !== undefined && watched.received() >= condition.count) return true
    return condition.untilIdle !== undefined && watched.isIdleFor(condition.untilIdle)
  }

  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!isReached()) return
      clearInterval(timer)
      resolve()
    }, lookEvery)
    void watched.ended.then(() => clearInterval(timer))
  })
}

/** The run of this process. */
export function watchPipeline(pipeline: Pipeline): Watched {
  return {
    isExhausted: () => pipeline.isExhausted(),
    received: () => pipeline.snapshot().ledger.received,
    isIdleFor: (ms) => {
      if (Date.now() - pipeline.lastActivity() < ms) return false
      const { ledger, sampleData } = pipeline.snapshot()
      return ledger.inFlight + sampleData.inFlight === 0
    },
    ended: pipeline.ended,
  }
}
