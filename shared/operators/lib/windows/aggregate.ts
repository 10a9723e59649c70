import { fail } from '../../../ipc/failure.ts'
import type { Message } from '../../../message.ts'
import { describeValue } from '../expression-failures.ts'
import { type Comparable, compare } from './order.ts'
import type { TimedValue } from './state.ts'
import { add } from './sum.ts'

/**
 * What a window makes of its values. Accumulators are plain data; `null` stands for none yet. What `add` and `merge` return replaces the
 * accumulator they were given, which they may change in place.
 */
export interface Aggregate {
  /** What is aggregated of a message. Throws when it cannot be, so that nothing unfit is ever kept. */
  valueOf(message: Message): unknown
  /** Whether `add` and `merge` need the message itself, and may throw. */
  readonly needsMessage: boolean
  /** What a window begins with, given its first value. */
  begin(first: TimedValue): unknown
  add(accumulator: unknown, entry: TimedValue): unknown
  /** Of the window that stays, then of the one that is merged into it. */
  merge(into: unknown, from: unknown): unknown
  result(accumulator: unknown): unknown
}

/** Reads what `of` says from a message. */
export type Reader = (message: Message) => unknown

const nothing = (): unknown => null
const itself = (accumulator: unknown): unknown => accumulator

export const count: Aggregate = {
  valueOf: nothing,
  needsMessage: false,
  begin: () => 0,
  add: (accumulator) => (accumulator as number) + 1,
  merge: (into, from) => (into as number) + (from as number),
  result: itself,
}

export function sum(of: Reader): Aggregate {
  return {
    valueOf: (message) => numberFrom(of(message), 'add'),
    needsMessage: false,
    begin: () => 0,
    add: (accumulator, { value }) => add(accumulator as Num, value as Num),
    merge: (into, from) => add(into as Num, from as Num),
    result: itself,
  }
}

export function mean(of: Reader): Aggregate {
  return {
    valueOf: (message) => numberFrom(of(message), 'average'),
    needsMessage: false,
    begin: () => [0, 0],
    add: (accumulator, { value }) => addSums(accumulator as Sums, [value as Num, 1]),
    merge: (into, from) => addSums(into as Sums, from as Sums),
    result(accumulator) {
      const [total, many] = accumulator as Sums
      return Number(total) / many
    },
  }
}

/** `direction` 1 for the greatest, -1 for the least; of equal values the first stays. */
export function extreme(of: Reader, direction: 1 | -1): Aggregate {
  const better = (held: unknown, other: unknown) =>
    held === null || compare(other as Comparable, held as Comparable) * direction > 0 ? other : held
  return {
    valueOf: (message) => comparableFrom(of(message)),
    needsMessage: false,
    begin: nothing,
    add: (accumulator, { value }) => better(accumulator, value),
    merge: better,
    result: itself,
  }
}

/** `direction` 1 for the latest, -1 for the earliest by timestamp; of one timestamp, the one that came last or first. */
export function edge(of: Reader, direction: 1 | -1): Aggregate {
  const better = (held: unknown, other: Timed): Timed => {
    if (held === null) return other
    const later = (other[0] - (held as Timed)[0]) * direction
    return later > 0 || (later === 0 && direction === 1) ? other : (held as Timed)
  }
  return {
    valueOf: of,
    needsMessage: false,
    begin: nothing,
    add: (accumulator, { timestamp, value }) => better(accumulator, [timestamp, value]),
    merge: (into, from) => better(into, from as Timed),
    result: (accumulator) => (accumulator as Timed)[1],
  }
}

export function collect(of: Reader): Aggregate {
  return {
    valueOf: of,
    needsMessage: false,
    begin: () => [],
    add(accumulator, { value }) {
      ;(accumulator as unknown[]).push(value)
      return accumulator
    },
    merge: (into, from) => [...(into as unknown[]), ...(from as unknown[])],
    result: itself,
  }
}

type Num = number | bigint
type Sums = readonly [total: Num, many: number]
type Timed = readonly [timestamp: number, value: unknown]

function addSums([total, many]: Sums, [otherTotal, otherMany]: Sums): Sums {
  return [add(total, otherTotal), many + otherMany]
}

function isNumber(value: unknown): value is Num {
  return typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
}

function numberFrom(value: unknown, verb: string): Num {
  if (isNumber(value)) return value
  throw unfit(`The window can ${verb} numbers only`, value)
}

function comparableFrom(value: unknown): Comparable {
  if (typeof value === 'string' || isNumber(value)) return value
  throw unfit('The window can compare numbers and texts only', value)
}

function unfit(what: string, value: unknown) {
  return fail('SLUICE-WINDOW-VALUE', `${what}; the value is ${describeValue(value)}. Say by \`of\` what it shall take.`)
}
