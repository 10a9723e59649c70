/** Finds the name that was most likely meant; null when none is close. */
export type Nearest = (name: string, candidates: Iterable<string>) => string | null

/**
 * A finder for one pass over a document. At most a third of the letters may differ (one in names of up to five); upper and lower case
 * count as equal. After `budget` comparisons it finds nothing more, so that a hostile file with a hundred thousand wrong names stays cheap.
 */
export function createNearest(budget = 200_000): Nearest {
  let left = budget
  return (name, candidates) => {
    const wanted = name.slice(0, 80).toLowerCase()
    let best: string | null = null
    let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1
    for (const candidate of candidates) {
      if (left <= 0) break
      left -= 1
      if (Math.abs(candidate.length - wanted.length) >= bestDistance) continue
      const distance = distanceBetween(wanted, candidate.toLowerCase())
      if (distance < bestDistance) {
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }
}

/** ` Did you mean "x"?`, or nothing. */
export function didYouMean(name: string | null): string {
  return name === null ? '' : ` Did you mean ${quote(name)}?`
}

/** `"a", "b" and "c"`; at most eight, then the number of the others. */
export function listNames(names: readonly string[], conjunction: 'and' | 'or' = 'and'): string {
  const shown = names.slice(0, 8).map(quote)
  if (names.length > shown.length) return `${shown.join(', ')} ${conjunction} ${names.length - shown.length} more`
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} ${conjunction} ${shown.at(-1)}`
}

/** A name from a document, printable on one line and never longer than a line. */
export function quote(name: string): string {
  const short = name.length > 80 ? `${name.slice(0, 79)}…` : name
  return JSON.stringify(short)
}

/** Edits between two names: letters added, removed, changed, or swapped with their neighbour. */
function distanceBetween(a: string, b: string): number {
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const changed = previous[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1)
      let least = Math.min(changed, previous[column]! + 1, current[column - 1]! + 1)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforePrevious[column - 2]! + 1)
      }
      current.push(least)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length]!
}
