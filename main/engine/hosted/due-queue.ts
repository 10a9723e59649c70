import type { HostedPorts } from './contract.ts'

interface Entry<Item> {
  readonly due: number
  /** In the order of coming; tells apart what is due together. */
  readonly number: number
  readonly item: Item
}

/** A timer runs no longer than this and then looks again; runtimes fire timers of 25 days and more at once. */
const longestTimerMs = 3_600_000

/**
 * What waits for its time. One timer is set, for what is due first; what is due together is released in the order it came. What is due
 * no earlier than all before it stands in line, as with one delay for all; the rest in a binary heap, so that ten thousand waiting cost little.
 */
export class DueQueue<Item> {
  private readonly heap: Entry<Item>[] = []
  /** By due and number; those before `next` have been released. */
  private line: Entry<Item>[] = []
  private next = 0
  private readonly ports: Pick<HostedPorts, 'now' | 'after'>
  private readonly release: (item: Item) => void
  private added = 0
  private timerAt = Number.POSITIVE_INFINITY
  private cancel: () => void = () => {}

  /** `release` is called for each item when it is due, and must not throw. */
  constructor(ports: Pick<HostedPorts, 'now' | 'after'>, release: (item: Item) => void) {
    this.ports = ports
    this.release = release
  }

  get size(): number {
    return this.heap.length + this.line.length - this.next
  }

  /** `due` in epoch milliseconds, fractions allowed. */
  add(due: number, item: Item): void {
    const entry = { due, number: this.added++, item }
    const last = this.line.at(-1)
    if (last === undefined || due >= last.due) this.line.push(entry)
    else this.push(entry)
    this.setTimer()
  }

  /** Forgets everything that waits. */
  close(): void {
    this.heap.length = 0
    this.line = []
    this.next = 0
    this.cancel()
    this.timerAt = Number.POSITIVE_INFINITY
  }

  private setTimer(): void {
    const due = this.first()?.due ?? Number.POSITIVE_INFINITY
    if (due >= this.timerAt) return
    this.cancel()
    const wait = Math.min(longestTimerMs, Math.max(0, Math.ceil(due - this.ports.now())))
    this.timerAt = due
    this.cancel = this.ports.after(wait, () => this.releaseDue())
  }

  private releaseDue(): void {
    this.timerAt = Number.POSITIVE_INFINITY
    const now = this.ports.now()
    for (let first = this.first(); first !== undefined && first.due <= now; first = this.first()) {
      this.take(first)
      this.release(first.item)
    }
    this.setTimer()
  }

  private first(): Entry<Item> | undefined {
    const top = this.heap[0]
    const head = this.line[this.next]
    return head === undefined || (top !== undefined && isBefore(top, head)) ? top : head
  }

  /** Takes out the first one. */
  private take(first: Entry<Item>): void {
    if (first === this.heap[0]) this.pop()
    else this.advance()
  }

  private advance(): void {
    this.next++
    if (this.next < this.line.length / 2) return
    this.line = this.line.slice(this.next)
    this.next = 0
  }

  private push(entry: Entry<Item>): void {
    const { heap } = this
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(entry, heap[parent] as Entry<Item>)) break
      heap[index] = heap[parent] as Entry<Item>
      index = parent
    }
    heap[index] = entry
  }

  private pop(): void {
    const last = this.heap.pop()
    if (last !== undefined && this.heap.length > 0) this.sink(last)
  }

  private sink(entry: Entry<Item>): void {
    const { heap } = this
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      const right = heap[left + 1]
      const child = right !== undefined && isBefore(right, heap[left] as Entry<Item>) ? left + 1 : left
      const smaller = heap[child]
      if (smaller === undefined || !isBefore(smaller, entry)) break
      heap[index] = smaller
      index = child
    }
    heap[index] = entry
  }
}

function isBefore<Item>(one: Entry<Item>, other: Entry<Item>): boolean {
  return one.due < other.due || (one.due === other.due && one.number < other.number)
}
