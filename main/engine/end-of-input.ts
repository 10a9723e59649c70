import type { RunContext } from './context.ts'
import type { PlannedEdge } from './plan.ts'
import { KeyedStage } from './stages/keyed-stage.ts'
import { SourceStage } from './stages/source-stage.ts'
import type { Stage } from './stages/stage.ts'

/**
 * When every source before a stateful step is exhausted for good and nothing is under way from them any more, the step sends
 * what still waits in its states (open windows, unfinished lists). Steps nearer to the sources come first.
 */
export class EndOfInput {
  private readonly run: RunContext
  private readonly waiting: { readonly stage: KeyedStage; readonly before: readonly Stage[] }[]
  private working = false

  constructor(run: RunContext, stages: readonly Stage[], edges: readonly PlannedEdge[]) {
    this.run = run
    const before = ancestorsOf(stages, edges)
    this.waiting = stages
      .filter((stage) => stage instanceof KeyedStage)
      .map((stage) => ({ stage, before: before.get(stage) ?? [] }))
      .sort((a, b) => a.before.length - b.before.length)
  }

  /** False while a step whose sources are all exhausted still has something to send. */
  get isReached(): boolean {
    return !this.waiting.some(({ before }) => areExhausted(before))
  }

  /** Called whenever a source is exhausted. Resolves when every step that could be finished is. */
  async look(): Promise<void> {
    if (this.working) return
    this.working = true
    for (let next = this.takeNext(); next !== undefined && !this.run.isOver; next = this.takeNext()) {
      while (isUnderWay(next.before) && !this.run.isOver) await this.run.inFlight.whenSettled()
      if (!this.run.isOver) await next.stage.finish()
      this.waiting.splice(this.waiting.indexOf(next), 1)
    }
    this.working = false
  }

  private takeNext() {
    return this.waiting.find(({ before }) => areExhausted(before))
  }
}

function areExhausted(before: readonly Stage[]): boolean {
  return before.every((stage) => !(stage instanceof SourceStage) || stage.exhausted)
}

/** Whether a message from one of these sources, or made by one of these steps, has not ended yet. */
function isUnderWay(before: readonly Stage[]): boolean {
  return before.some((stage) => (stage instanceof SourceStage || stage instanceof KeyedStage) && stage.isUnderWay)
}

function ancestorsOf(stages: readonly Stage[], edges: readonly PlannedEdge[]): ReadonlyMap<Stage, readonly Stage[]> {
  const byId = new Map(stages.map((stage) => [stage.node.id, stage]))
  const into = Map.groupBy(edges, (edge) => edge.to.node)
  const walk = (id: string, seen: Set<string>): Set<string> => {
    for (const { from } of into.get(id) ?? []) {
      if (seen.has(from.node)) continue
      seen.add(from.node)
      walk(from.node, seen)
    }
    return seen
  }
  const stagesOf = (ids: Iterable<string>) => [...ids].map((id) => byId.get(id)).filter((stage) => stage !== undefined)
  return new Map(stages.map((stage) => [stage, stagesOf(walk(stage.node.id, new Set()))]))
}
