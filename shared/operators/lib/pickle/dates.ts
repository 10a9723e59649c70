import { Duration, KnownValue, type PickleNode } from './nodes.ts'
import { encodeUtf8, latin1Bytes } from './text.ts'

/**
 * The ten bytes in which Python keeps a datetime, and maybe a timezone. The top bit of the month, in a time that of the hour, says
 * which of two equal wall-clock times is meant; ISO 8601 has no sign for it.
 */
export function dateTimeFromState(given: readonly PickleNode[]): PickleNode | undefined {
  const state = stateOf(given, 10)
  const zone = zoneTextOf(given)
  const date = state && dateText(state)
  const time = state && timeText(state.subarray(4))
  if (!date || !time || zone === undefined) return undefined
  return new KnownValue('datetime.datetime', `${date}T${time}${zone}`)
}

export function dateFromState(given: readonly PickleNode[]): PickleNode | undefined {
  const state = stateOf(given, 4)
  const date = state && given.length === 1 && dateText(state)
  return date ? new KnownValue('datetime.date', date) : undefined
}

export function timeFromState(given: readonly PickleNode[]): PickleNode | undefined {
  const state = stateOf(given, 6)
  const zone = zoneTextOf(given)
  const time = state && timeText(Uint8Array.of(state[0]! & 0x7f, ...state.subarray(1)))
  return time && zone !== undefined ? new KnownValue('datetime.time', `${time}${zone}`) : undefined
}

/** Days, seconds and microseconds as Python keeps them: only the days may be negative. */
export function durationFrom(given: readonly PickleNode[]): PickleNode | undefined {
  const [days, seconds, microseconds] = given
  if (given.length !== 3 || !isWhole(days, -999_999_999, 999_999_999)) return undefined
  if (!isWhole(seconds, 0, 86_399) || !isWhole(microseconds, 0, 999_999)) return undefined
  return new Duration(durationText(days, seconds, microseconds), days, seconds, microseconds)
}

/** From an offset below a day, and maybe a name, which is not shown. */
export function zoneFrom(given: readonly PickleNode[]): PickleNode | undefined {
  const [offset, name] = given
  if (!(offset instanceof Duration) || given.length > 2 || (given.length === 2 && typeof name !== 'string'))
    return undefined
  const total = (offset.days * 86_400 + offset.seconds) * 1e6 + offset.microseconds
  if (Math.abs(total) >= 86_400e6) return undefined
  const size = Math.abs(total)
  const minutes = Math.floor(size / 60e6)
  const seconds = size % 60e6 === 0 ? '' : `:${secondsText(Math.floor((size % 60e6) / 1e6), size % 1e6)}`
  return new KnownValue(
    'datetime.timezone',
    `${total < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}${seconds}`,
  )
}

/**
 * Old protocols hold the state as text, one character per byte. Python 2 holds it as str, which came in as bytes, or as text
 * where it happened to be UTF-8.
 */
function stateOf([given]: readonly PickleNode[], length: number): Uint8Array | null {
  const isText = typeof given === 'string' && given.length <= length
  const state = isText ? (given.length === length ? latin1Bytes(given) : encodeUtf8(given)) : given
  return state instanceof Uint8Array && state.length === length ? state : null
}

function zoneTextOf(given: readonly PickleNode[]): string | undefined {
  const [, zone] = given
  if (given.length === 1) return ''
  return given.length === 2 && zone instanceof KnownValue && zone.type === 'datetime.timezone' ? zone.text : undefined
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function dateText(state: Uint8Array): string | null {
  const year = state[0]! * 256 + state[1]!
  const month = state[2]! & 0x7f
  const day = state[3]!
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const lastDay = month === 2 && isLeap ? 29 : (monthDays[month - 1] ?? 0)
  if (year < 1 || year > 9_999 || day < 1 || day > lastDay) return null
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`
}

function timeText(state: Uint8Array): string | null {
  const hour = state[0]!
  const minute = state[1]!
  const second = state[2]!
  const microseconds = state[3]! * 65_536 + state[4]! * 256 + state[5]!
  if (hour > 23 || minute > 59 || second > 59 || microseconds > 999_999) return null
  return `${two(hour)}:${two(minute)}:${secondsText(second, microseconds)}`
}

function durationText(days: number, seconds: number, microseconds: number): string {
  const total = (BigInt(days) * 86_400n + BigInt(seconds)) * 1_000_000n + BigInt(microseconds)
  const size = total < 0n ? -total : total
  const rest = Number(size % 86_400_000_000n)
  const hours = Math.floor(rest / 3_600e6)
  const minutes = Math.floor(rest / 60e6) % 60
  const fraction = String(rest % 1e6)
    .padStart(6, '0')
    .replace(/0+$/, '')
  const whole = Math.floor(rest / 1e6) % 60
  const date = size >= 86_400_000_000n ? `${size / 86_400_000_000n}D` : ''
  const clock = `${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${whole || fraction ? `${whole}${fraction && `.${fraction}`}S` : ''}`
  if (!date && !clock) return 'PT0S'
  return `${total < 0n ? '-' : ''}P${date}${clock && `T${clock}`}`
}

function secondsText(seconds: number, microseconds: number): string {
  return microseconds === 0 ? two(seconds) : `${two(seconds)}.${String(microseconds).padStart(6, '0')}`
}

function two(number: number): string {
  return String(Math.floor(number)).padStart(2, '0')
}

function isWhole(node: PickleNode | undefined, least: number, most: number): node is number {
  return typeof node === 'number' && Number.isInteger(node) && node >= least && node <= most
}
