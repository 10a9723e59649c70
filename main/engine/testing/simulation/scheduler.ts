import { turn } from '../manual-clock.ts'
import type { Draw } from './draw.ts'

interface Event {
  /** Epoch milliseconds. */
  readonly at: number
  /** Decides between events of the same moment. */
  readonly tie: number
  readonly run: () => void
  isCancelled: boolean
}

/**
 * Virtual time and everything that happens in it. What is due at the same moment happens in an order drawn from the seed; between two
 * events all promises go as far as they can, so the seed alone decides what happens before what.
 */
export class Scheduler {
  now: number
  /** Events that have happened. */
  steps = 0
  private readonly heap: Event[] = []
  private readonly draw: Draw

  constructor(draw: Draw, start: number) {
    this.draw = draw
    this.now = start
  }

  /** Calls once, `ms` from now; the returned function cancels. */
  after(ms: number, run: () => void): () => void {
    const event: Event = { at: this.now + Math.max(0, ms), tie: this.draw.random(), run, isCancelled: false }
    this.push(event)
    return () => {
      event.isCancelled = true
    }
  }

  /** Resolves `ms` from now. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve))
  }

  /** Lets the next event happen, and all that follows from it at once. False when there is none. */
  async step(): Promise<boolean> {
    let event = this.pop()
    while (event?.isCancelled) event = this.pop()
    if (event === undefined) return false
    this.steps++
    this.now = event.at
    event.run()
    await turn()
    return true
  }

  private push(event: Event): void {
    const { heap } = this
    let index = heap.push(event) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (!isBefore(event, heap[parent] as Event)) break
      heap[index] = heap[parent] as Event
      index = parent
    }
    heap[index] = event
  }

  private pop(): Event | undefined {
    const { heap } = this
    const first = heap[0]
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return first
    let index = 0
    for (;;) {
      let child = index * 2 + 1
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++
      if (child >= heap.length || !isBefore(heap[child] as Event, last)) break
      heap[index] = heap[child] as Event
      index = child
    }
    heap[index] = last
    return first
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.tie < other.tie)
}
