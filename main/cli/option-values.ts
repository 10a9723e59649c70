import { InvalidArgumentError } from 'commander'

const durationUnits: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** `500ms`, `2s`, `1.5m`, `1h` → milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  if (amount === undefined || unit === undefined) throw new InvalidArgumentError('Write it as 500ms, 30s, 5m or 1h.')
  return Number(amount) * durationUnits[unit]!
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count
  throw new InvalidArgumentError('Write a whole number from 1 on.')
}

/** Processes that share a pipeline. */
export function parseWorkers(text: string): number {
  const count = Number(text)
  if (/^\d{1,2}$/.test(text) && count >= 2 && count <= 16) return count
  throw new InvalidArgumentError('Write a number from 2 to 16; without --workers one process does all.')
}

/** A number above 0. */
export function parseRate(text: string): number {
  const rate = Number(text)
  if (text.trim() !== '' && Number.isFinite(rate) && rate > 0) return rate
  throw new InvalidArgumentError('Write messages per second as a number above 0.')
}

/** A TCP port; 0 lets the system choose. */
export function parsePortNumber(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Write a port from 0 to 65535.')
}

/** An address to listen on. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
}

/** `9100` (on loopback) or `127.0.0.1:9100`. */
export function parseListenAddress(text: string): ListenAddress {
  const colon = text.lastIndexOf(':')
  const host = colon === -1 ? '127.0.0.1' : text.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  if (host === '') throw new InvalidArgumentError('Write PORT or HOST:PORT.')
  return { host, port: parsePortNumber(text.slice(colon + 1)) }
}

/** Collects repeated `NAME=VALUE` options; the last value of a name counts. */
export function collectPair(text: string, collected: Readonly<Record<string, string>> = {}): Record<string, string> {
  const equals = text.indexOf('=')
  if (equals <= 0) throw new InvalidArgumentError('Write it as NAME=VALUE.')
  return { ...collected, [text.slice(0, equals)]: text.slice(equals + 1) }
}
