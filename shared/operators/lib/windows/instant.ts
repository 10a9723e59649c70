/** With a zone: `Z`, `+01:00` or `+0100`. Seconds and their fraction may be left out. */
const isoWithZone = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})$/i

/** The farthest from 1970 that a date can be, in milliseconds. */
const farthest = 8_640_000_000_000_000

/**
 * Epoch milliseconds, as a whole number, of a number of milliseconds or of an ISO text with a zone; null for anything else. A time without a zone
 * would mean something else on each machine, so it is none.
 */
export function toInstant(value: unknown): number | null {
  if (typeof value === 'number') return Math.abs(value) <= farthest ? Math.floor(value) : null
  if (typeof value !== 'string') return null
  const [, day, time, zone] = isoWithZone.exec(value) ?? []
  if (day === undefined || time === undefined || zone === undefined) return null
  const colonized = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const milliseconds = Date.parse(`${day}T${time.replace(',', '.')}${colonized}`)
  return Number.isNaN(milliseconds) ? null : milliseconds
}
