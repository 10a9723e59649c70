import type { PickleNode } from './nodes.ts'

/** What a pickle keeps for later, by number. Python counts up from 0; other numbers are allowed, but rare. */
export class Memo {
  private readonly counted: PickleNode[] = []
  private readonly others = new Map<number, PickleNode>()

  get size(): number {
    return this.counted.length + this.others.size
  }

  set(index: number, node: PickleNode): void {
    if (index <= this.counted.length && !this.others.has(index)) this.counted[index] = node
    else this.others.set(index, node)
  }

  /** Undefined when nothing was kept. */
  get(index: number): PickleNode | undefined {
    return index < this.counted.length ? this.counted[index] : this.others.get(index)
  }
}
