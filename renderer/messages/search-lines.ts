import type { TapRow } from '../../shared/run/tap.ts'
import type { Line } from '../model/tails.ts'

const haystacks = new WeakMap<TapRow, string>()

/** The lines that hold the text, in any letter case, in key, payload, topic, properties or reason; newest first. */
export function searchLines(lines: readonly Line[], search: string): readonly Line[] {
  const wanted = search.trim().toLowerCase()
  const found = wanted === '' ? [...lines] : lines.filter(({ row }) => haystackOf(row).includes(wanted))
  return found.reverse()
}

function haystackOf(row: TapRow): string {
  let haystack = haystacks.get(row)
  if (haystack === undefined) {
    const { key, value, topic, properties, failure } = row
    const parts = [key, value.text, topic, ...Object.entries(properties).flat(), failure?.message, failure?.code]
    haystack = parts.join('\n').toLowerCase()
    haystacks.set(row, haystack)
  }
  return haystack
}
