/** What can be the least or the greatest of a window. */
export type Comparable = number | bigint | string

/**
 * Which of two values comes later: positive for the first, negative for the second, 0 for neither. Numbers by size, texts by code points, and
 * every number before every text, so that any two can be compared.
 */
export function compare(a: Comparable, b: Comparable): number {
  if (typeof a === 'string') return typeof b === 'string' ? compareTexts(a, b) : 1
  if (typeof b === 'string') return -1
  if (a === b) return 0
  return a < b ? -1 : Number(a > b)
}

/** JavaScript compares UTF-16 units, which puts characters beyond U+FFFF before some of those below. */
function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index++) {
    const difference = rank(a.charCodeAt(index)) - rank(b.charCodeAt(index))
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** Moves surrogates behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
