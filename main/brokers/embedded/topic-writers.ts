import { type FailureError, fail } from '../../../shared/ipc/failure.ts'
import type { Attached, AttachedProducer, ProduceOptions } from '../../engine/ports.ts'

/** A producer, as the others of its topic have to do with it. */
export interface Writer extends Attached {
  /** When it was made, epoch milliseconds. */
  readonly since: number
  readonly accessMode: NonNullable<ProduceOptions['accessMode']>
  /** Another one has taken the topic for itself: nothing more may be sent. */
  fence(failure: FailureError): void
}

interface Waiting {
  readonly writer: Writer
  readonly resolve: () => void
  readonly reject: (failure: FailureError) => void
}

/** Who may write to one topic: many who share it, or one alone; no two of one name. */
export class TopicWriters {
  readonly #topic: string
  readonly #present = new Set<Writer>()
  #waiting: Waiting[] = []

  constructor(topic: string) {
    this.#topic = topic
  }

  /** The producers that write now. */
  get attached(): readonly AttachedProducer[] {
    return [...this.#present].map(({ name, properties, since }) => {
      return { name, properties, address: null, since, rate: null }
    })
  }

  /** Resolves when the writer may write. Rejects with `SLUICE-PRODUCER-BUSY`. Left by `leave`, also while it waits. */
  enter(writer: Writer): Promise<void> {
    const { accessMode, name } = writer
    if (accessMode === 'ExclusiveWithFencing') this.fenceAll(this.#takenOver())
    if (name !== '' && [...this.#present].some((other) => other.name === name)) {
      return Promise.reject(this.#busy(`has a producer named "${name}" already`, 'Use another name, or close it'))
    }
    const isFree = this.#isFreeFor(writer)
    if (!isFree && accessMode === 'WaitForExclusive') return this.#wait(writer)
    if (!isFree) return Promise.reject(this.#taken(accessMode))
    this.#present.add(writer)
    return Promise.resolve()
  }

  /** None of those that write, or wait to, may write any more. */
  fenceAll(failure: FailureError): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { reject } of waiting) reject(failure)
    for (const writer of this.#present) writer.fence(failure)
    this.#present.clear()
  }

  leave(writer: Writer, failure: FailureError): void {
    this.#present.delete(writer)
    const [gone, stay] = split(this.#waiting, (waiting) => waiting.writer === writer)
    this.#waiting = stay
    for (const { reject } of gone) reject(failure)
    this.#admitNext()
  }

  #isFreeFor({ accessMode }: Writer): boolean {
    if (this.#waiting.length > 0) return false
    if (accessMode !== 'Shared') return this.#present.size === 0
    return [...this.#present].every((other) => other.accessMode === 'Shared')
  }

  #wait(writer: Writer): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ writer, resolve, reject }))
  }

  #admitNext(): void {
    if (this.#present.size > 0) return
    const next = this.#waiting.shift()
    if (next === undefined) return
    this.#present.add(next.writer)
    next.resolve()
  }

  #takenOver(): FailureError {
    return this.#busy('was taken over by a producer with the access ExclusiveWithFencing', 'Stop that one')
  }

  #taken(accessMode: Writer['accessMode']): FailureError {
    const [first] = this.#present
    if (accessMode !== 'Shared' && first?.accessMode === 'Shared') {
      return this.#busy(
        'has other producers',
        `Close them, or use the access WaitForExclusive instead of ${accessMode}`,
      )
    }
    return this.#busy('belongs to one producer alone', 'Close that one')
  }

  #busy(state: string, advice: string): FailureError {
    return fail('SLUICE-PRODUCER-BUSY', `The topic ${this.#topic} ${state}. ${advice}, or write to another topic.`, {
      detail: { topic: this.#topic },
    })
  }
}

function split<Item>(items: readonly Item[], matches: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(matches), items.filter((item) => !matches(item))]
}
