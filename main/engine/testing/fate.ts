/** Where a run dies: at its `step`-th effect on the world, or the `step`-th of one kind, before that effect or right after it. */
export interface Death {
  /** Absent for any. */
  readonly kind?: string
  readonly step: number
  readonly when: 'before' | 'after'
}

/**
 * Lets a run die at a chosen moment without a process: every effect it has on the world goes through `guard`. After its death
 * nothing has any effect, and nothing is ever answered.
 */
export class Fate {
  private readonly death: Death | null
  private steps = 0
  isDead = false

  /** Null for a run that lives. */
  constructor(death: Death | null) {
    this.death = death
  }

  /** The answer of the effect, unless the run has died by then. */
  async guard<Result>(effect: () => Result | Promise<Result>, kind = ''): Promise<Result> {
    if (this.isDead) return never()
    const isFatal = this.isFatal(kind)
    if (isFatal && this.death?.when === 'before') this.isDead = true
    if (this.isDead) return never()
    if (isFatal) this.isDead = true
    const result = await effect()
    return isFatal ? never() : result
  }

  private isFatal(kind: string): boolean {
    if (this.death === null || (this.death.kind ?? kind) !== kind) return false
    return ++this.steps === this.death.step
  }
}

function never(): Promise<never> {
  return new Promise(() => {})
}
