interface Entry {
  readonly time: number
  /** Order of `set`, for keys that want the same time. */
  readonly turn: number
  readonly key: string
}

/**
 * Which key wants to be woken when: a binary heap by time, and by the order of setting where times are equal. An entry that a
 * later call has replaced is skipped when it comes up.
 */
export class WakeQueue {
  private heap: Entry[] = []
  /** What holds for a key now. Every other entry of the heap is stale. */
  private readonly current = new Map<string, Entry>()
  private turns = 0

  /** Entries held, stale ones included. */
  get entries(): number {
    return this.heap.length
  }

  /** Replaces the key's time; null takes it out. */
  set(key: string, time: number | null): void {
    if (time === null) {
      this.current.delete(key)
      return
    }
    if (this.current.get(key)?.time === time) return
    const entry = { time, turn: this.turns++, key }
    this.current.set(key, entry)
    this.push(entry)
    if (this.heap.length > 64 && this.heap.length > this.current.size * 2) this.rebuild()
  }

  /** Epoch milliseconds of the earliest key; null when no key waits. */
  next(): number | null {
    return this.first()?.time ?? null
  }

  /** Takes out the earliest key that is due; null when none is. */
  takeDue(now: number): string | null {
    const first = this.first()
    if (first === undefined || first.time > now) return null
    this.pop()
    this.current.delete(first.key)
    return first.key
  }

  clear(): void {
    this.heap.length = 0
    this.current.clear()
  }

  /** The entry on top, after all stale ones above it have been taken off. */
  private first(): Entry | undefined {
    let top = this.heap[0]
    while (top !== undefined && this.current.get(top.key) !== top) {
      this.pop()
      top = this.heap[0]
    }
    return top
  }

  private push(entry: Entry): void {
    const { heap } = this
    let index = heap.length
    heap.push(entry)
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(heap[parent] as Entry, entry)) break
      heap[index] = heap[parent] as Entry
      index = parent
    }
    heap[index] = entry
  }

  private pop(): void {
    const last = this.heap.pop()
    if (last !== undefined && this.heap.length > 0) this.sink(last)
  }

  private sink(entry: Entry): void {
    const { heap } = this
    let index = 0
    for (;;) {
      const left = index * 2 + 1
      const right = heap[left + 1]
      const child = right !== undefined && isBefore(right, heap[left] as Entry) ? left + 1 : left
      const smaller = heap[child]
      if (smaller === undefined || isBefore(entry, smaller)) break
      heap[index] = smaller
      index = child
    }
    heap[index] = entry
  }

  private rebuild(): void {
    this.heap = []
    for (const entry of this.current.values()) this.push(entry)
  }
}

function isBefore(one: Entry, other: Entry): boolean {
  return one.time < other.time || (one.time === other.time && one.turn < other.turn)
}
