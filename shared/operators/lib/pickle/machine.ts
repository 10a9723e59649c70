import { tooLarge } from './failures.ts'
import type { Budget, PickleLimits } from './limits.ts'
import { Memo } from './memo.ts'
import type { Dict, PickleNode } from './nodes.ts'
import { PickleReader } from './reader.ts'

/** Stack, marks and memo of one pickle in work. Every value pushed is paid from the budget. */
export class PickleMachine {
  readonly reader: PickleReader
  readonly budget: Budget
  readonly limits: PickleLimits
  private readonly stack: PickleNode[] = []
  /** Heights of the stack at which a MARK lies; what is below the last one cannot be popped. */
  private readonly marks: number[] = []
  private readonly memo = new Memo()

  constructor(bytes: Uint8Array, budget: Budget, limits: PickleLimits) {
    this.reader = new PickleReader(bytes)
    this.budget = budget
    this.limits = limits
  }

  push(node: PickleNode): void {
    this.budget.takeItems(1)
    this.stack.push(node)
  }

  /** For dicts and bytes, which take more memory than anything else of one byte or two: they count three times. */
  pushLarge(node: Dict | Uint8Array): void {
    this.budget.takeItems(2)
    this.push(node)
  }

  top(): PickleNode {
    this.demand(1)
    return this.stack[this.stack.length - 1] as PickleNode
  }

  pop(): PickleNode {
    this.demand(1)
    return this.stack.pop() as PickleNode
  }

  mark(): void {
    this.budget.takeItems(1)
    this.marks.push(this.stack.length)
  }

  /** Everything since the last MARK, oldest first; stack and mark are gone. */
  popToMark(): PickleNode[] {
    const mark = this.marks.pop()
    if (mark === undefined) throw this.reader.invalid(`${this.reader.opcodeName} finds no MARK`)
    return this.stack.splice(mark)
  }

  /** The last `count`, oldest first. */
  popMany(count: number): PickleNode[] {
    this.demand(count)
    return this.stack.splice(this.stack.length - count)
  }

  /** The top, or a MARK when nothing lies on it. */
  discard(): void {
    if (this.stack.length === this.marks.at(-1)) this.marks.pop()
    else this.pop()
  }

  /** Keeps the top under a number. */
  remember(index: number): void {
    this.memo.set(index, this.top())
    if (this.memo.size > this.limits.memo) throw tooLarge('keeps more values for later than', this.limits.memo)
  }

  rememberNext(): void {
    this.remember(this.memo.size)
  }

  recall(index: number): void {
    const node = this.memo.get(index)
    if (node === undefined)
      throw this.reader.invalid(`${this.reader.opcodeName} asks for value ${index}, which was not kept`)
    this.push(node)
  }

  private demand(count: number): void {
    const found = this.stack.length - (this.marks[this.marks.length - 1] ?? 0)
    if (found < count)
      throw this.reader.invalid(`${this.reader.opcodeName} wants ${count} on the stack and finds ${found}`)
  }
}
