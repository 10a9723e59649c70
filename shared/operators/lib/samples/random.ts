/** Random choices that depend on a seed and a message's number alone, so that any message can be made again by itself. */
export interface SampleRandom {
  /** In [0, 1). */
  next(): number
  /** Both ends included. */
  integer(from: number, to: number): number
  /** Rounded to digits after the point. */
  number(from: number, to: number, digits: number): number
  pick<Item>(items: readonly Item[]): Item
  chance(probability: number): boolean
  /** Looks like a version 4 UUID. */
  uuid(): string
}

/** The choices of message number `index`. */
export function createSampleRandom(seed: number, index: number): SampleRandom {
  const next = mulberry32(mix(seed ^ mix(index)))
  const integer = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    integer,
    number(from, to, digits) {
      const factor = 10 ** digits
      return Math.round((from + next() * (to - from)) * factor) / factor
    },
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (probability) => next() < probability,
    uuid: () => uuidFrom(integer),
  }
}

/** A 32-bit generator by Tommy Ettinger: tiny, fast, and good enough for plausible data. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Spreads neighbouring numbers over all 32 bits; numbers beyond them are folded in. */
function mix(value: number): number {
  let bits = (value ^ Math.floor(value / 4_294_967_296)) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return bits ^ (bits >>> 16)
}

function uuidFrom(integer: (from: number, to: number) => number): string {
  const hex = (length: number) =>
    integer(0, 16 ** length - 1)
      .toString(16)
      .padStart(length, '0')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${(8 + integer(0, 3)).toString(16)}${hex(3)}-${hex(8)}${hex(4)}`
}
