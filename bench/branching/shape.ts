import type { SourceMessage } from '../../main/engine/hosted/contract.ts'
import { createMessage, createOrigin, type Message } from '../../shared/message.ts'

/**
 * The graph that all three candidates run, with operators as small as they can be, so that what is measured is what lies
 * between them:
 *
 *     source → wanted → raise → known → lower ┬→ mend → sink A
 *                                             └→ large → mark → sink B
 *
 * Every candidate takes the same batches from the same source, calls these same functions, counts every wire, and keeps
 * account of what is in flight with the engine's own `InFlight` and `AckGroup` (`accounts.ts`): bounds in count and bytes, a
 * ledger by the gravest end, ids handed back in groups of 1,000 after both branches have ended.
 */
export const wireCount = 9
export const batchSize = 1_024

/** Filters keep 31 of 32. */
export const isWanted = (value: number): boolean => value % 32 !== 0
export const isKnown = (value: number): boolean => value % 32 !== 1
/** The branch takes three of four. */
export const isLarge = (value: number): boolean => value >= 256

/**
 * Maps change one value in sixteen and pass the others on: making a new message costs the same in every design and would
 * only blur what lies between the steps.
 */
export const raise = (value: number): number => (value % 16 === 2 ? value + 16 : value)
export const lower = (value: number): number => (value % 16 === 3 ? value - 16 : value)
export const mend = (value: number): number => (value % 16 === 4 ? value + 32 : value)
export const mark = (value: number): number => (value % 16 === 5 ? value - 32 : value)

export function withValue(message: Message, value: number): Message {
  return value === message.value ? message : { ...message, value }
}

/** What a run must have seen, whatever its shape: checked after every sample. */
export interface Counts {
  readonly acked: number
  readonly idSum: number
  readonly sinkA: number
  readonly sinkB: number
  readonly wires: readonly number[]
  readonly delivered: number
  readonly dropped: number
}

/** Made once and handed out again and again: making messages is no part of what is measured. */
const premade: readonly SourceMessage[] = Array.from({ length: batchSize }, (_, id) => ({
  message: createMessage(id, createOrigin('numbers', String(id), { size: 64 })),
  id,
}))

/** `count` numbers in batches; remembers what was acknowledged. At most one batch may be in flight. */
export class Numbers {
  acked = 0
  idSum = 0
  private left: number

  constructor(count: number) {
    this.left = count
  }

  async pull(max: number): Promise<readonly SourceMessage[] | null> {
    if (this.left === 0) return null
    const size = Math.min(max, batchSize, this.left)
    this.left -= size
    return size === batchSize ? premade : premade.slice(0, size)
  }

  async ack(ids: readonly unknown[]): Promise<void> {
    this.acked += ids.length
    for (const id of ids) this.idSum += id as number
  }
}

/** A sink that counts and keeps the latest message, so that no compiler can leave out making it. */
export class CountingSink {
  count = 0
  latest: Message | null = null

  take(message: Message): void {
    this.count++
    this.latest = message
  }
}

/** What every candidate must report for `count` numbers. */
export function expectedCounts(count: number): Counts {
  const wires = new Array<number>(wireCount).fill(0)
  let idSum = 0
  for (let index = 0; index < count; index++) {
    const id = index % batchSize
    idSum += id
    const raised = raise(id)
    const passed = !isWanted(id) ? 1 : !isKnown(raised) ? 3 : isLarge(lower(raised)) ? 9 : 7
    for (let wire = 0; wire < passed; wire++) wires[wire]!++
  }
  const delivered = wires[3]!
  return { acked: count, idSum, sinkA: wires[5]!, sinkB: wires[8]!, wires, delivered, dropped: count - delivered }
}

/** Every candidate lets the event loop go round after a batch, or after a few milliseconds. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
