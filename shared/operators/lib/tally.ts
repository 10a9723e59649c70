/** Names told apart, at most; what comes later is counted together, so that names out of messages cannot fill the memory. */
const mostNames = 1_000
const others = '(others)'

/** Counts by name. */
export class Tally {
  private readonly counts = new Map<string, number>()

  add(name: string): void {
    const known = this.counts.get(name)
    if (known !== undefined) this.counts.set(name, known + 1)
    else if (this.counts.size < mostNames) this.counts.set(name, 1)
    else this.counts.set(others, (this.counts.get(others) ?? 0) + 1)
  }

  /** In the order in which the names first came. */
  toRecord(): Record<string, number> {
    return Object.fromEntries(this.counts)
  }
}
