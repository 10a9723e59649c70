import type { KeyedStates, StateChange } from './keyed-states.ts'
import type { PlannedNode } from './plan.ts'
import type { SavedState } from './ports.ts'
import type { Stage } from './stages/stage.ts'

/** Something of a run that is saved with every epoch. `begin` is followed by `committed` or `putBack` before the next `begin`. */
export interface EpochPart {
  /** Under which the store keeps it: the same in every run of the pipeline. */
  readonly name: string
  readonly hasChanges: boolean
  /** An epoch of this number begins. Returns what of this part must be saved with it. */
  begin(number: number): readonly StateChange[]
  /** The epoch is saved. */
  committed(): void
  /** The epoch could not be saved: what belonged to it belongs to the next one. */
  putBack(): void
  /** Takes up what earlier epochs saved, before the first `begin`; the longest saved first. */
  restore(saved: readonly SavedState[]): void
}

/** A stage with states of its own. */
export interface StatefulStage extends Stage {
  readonly states: KeyedStates
  restore(saved: Iterable<StateChange>): void
}

/** The name goes by node and operator: the states of another operator would mean nothing to this one. */
export function stateName({ id, spec }: PlannedNode): string {
  return `${id}:${spec.id}`
}

/** What a source has handed out is kept beside the states. */
export function handedOutName(node: PlannedNode): string {
  return `${stateName(node)}:handed-out`
}

/** The steps in a list of names that states are kept for, as sentences name them. */
export function stepsNamed(names: readonly string[]): string[] {
  const parts = names.map((name) => name.split(':')).filter(({ length }) => length === 2)
  return parts.map(([id, operator]) => `${id} (${operator})`)
}

/** The states of one stage. */
export class StatesPart implements EpochPart {
  readonly name: string
  private readonly stage: StatefulStage

  constructor(stage: StatefulStage) {
    this.name = stateName(stage.node)
    this.stage = stage
    stage.states.rememberChanges()
  }

  get hasChanges(): boolean {
    return this.stage.states.hasChanges
  }

  begin(): readonly StateChange[] {
    return this.stage.states.takeChanges()
  }

  committed(): void {}

  putBack(): void {
    this.stage.states.putBack()
  }

  restore(saved: readonly SavedState[]): void {
    this.stage.restore(saved)
  }
}
