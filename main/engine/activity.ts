import type { Activity } from '../../shared/run/metrics.ts'
import { AsyncStage } from './stages/async-stage.ts'
import { SinkStage } from './stages/sink-stage.ts'
import { SourceStage } from './stages/source-stage.ts'
import { Stage } from './stages/stage.ts'

/** How long a node that moved something counts as busy, at least. */
const windowMs = 100

export interface Verdict {
  readonly activity: Activity
  readonly blockedBy?: string
}

/** Tells from the stages' counters and queues what each node spends its time on. */
export class ActivityReader {
  private readonly stages: readonly Stage[]
  private readonly behind: ReadonlyMap<Stage, readonly Stage[]>
  /** Messages taken by each stage when the current window began, and whether it had moved in the one before. */
  private marks: Float64Array
  private moved: Uint8Array
  private windowBegan = 0

  constructor(stages: readonly Stage[]) {
    this.stages = stages
    this.behind = new Map(stages.map((stage) => [stage, stagesBehind(stage)]))
    this.marks = new Float64Array(stages.length)
    this.moved = new Uint8Array(stages.length)
  }

  /** One verdict per stage, in their order. */
  read(now: number): Verdict[] {
    this.moveWindow(now)
    const blockers = new Map<Stage, Stage | null>()
    const isPressed = this.stages.some((stage) => stage instanceof SourceStage && stage.waitingFor === 'credit')
    return this.stages.map((stage, index) => {
      const blocker = this.isHeldUp(stage, isPressed) ? this.blockerOf(stage, blockers) : null
      if (blocker !== null) return { activity: 'blocked', blockedBy: blocker.node.id }
      if (stage.depth > 0 && !(stage instanceof SourceStage)) return { activity: 'waiting' }
      return { activity: this.moved[index] || this.hasMoved(index) ? 'busy' : 'idle' }
    })
  }

  private isHeldUp(stage: Stage, isPressed: boolean): boolean {
    if (stage instanceof SourceStage) return stage.waitingFor !== null
    if (stage instanceof SinkStage) return false
    return stage instanceof AsyncStage ? stage.depth > 0 : isPressed
  }

  /** The nearest full stage behind this one; for a source that waits for room, the one that holds most. */
  private blockerOf(stage: Stage, known: Map<Stage, Stage | null>): Stage | null {
    if (stage instanceof SourceStage && stage.waitingFor === 'room') return this.deepest()
    const before = known.get(stage)
    if (before !== undefined) return before
    let blocker: Stage | null = null
    for (const next of this.behind.get(stage) ?? []) blocker ??= next.isFull ? next : this.blockerOf(next, known)
    known.set(stage, blocker)
    return blocker
  }

  private deepest(): Stage | null {
    const takers = this.stages.filter((stage) => !(stage instanceof SourceStage) && stage.depth > 0)
    return takers.reduce<Stage | null>(
      (most, stage) => (most === null || stage.depth > most.depth ? stage : most),
      null,
    )
  }

  private hasMoved(index: number): boolean {
    return (this.stages[index] as Stage).received !== this.marks[index]
  }

  private moveWindow(now: number): void {
    if (now - this.windowBegan < windowMs) return
    this.windowBegan = now
    for (let index = 0; index < this.stages.length; index++) {
      this.moved[index] = this.hasMoved(index) ? 1 : 0
      this.marks[index] = (this.stages[index] as Stage).received
    }
  }
}

function stagesBehind(stage: Stage): Stage[] {
  const targets = [...stage.outlets, stage.errors].flatMap((outlet) => outlet.targets)
  return targets.filter((target) => target instanceof Stage)
}
