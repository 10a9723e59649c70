const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 })

/** `12,480`: every digit, for counts that are compared. */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** `12,480`, `125K`, `1.2M`: at most six characters, for cards and wires. */
export function formatShort(count: number): string {
  return Math.abs(count) < 100_000 ? whole.format(count) : short.format(count)
}

/** Messages a second: `0.4`, `120`, `12,480`. */
export function formatRate(rate: number): string {
  return rate > 0 && rate < 9.95 ? rate.toFixed(1).replace(/\.0$/, '') : formatShort(Math.round(rate))
}

/** Milliseconds as a person says them: `0.4 ms`, `120 ms`, `3.2 s`. */
export function formatMs(ms: number): string {
  if (ms >= 1_000) return `${(ms / 1_000).toFixed(1)} s`
  if (ms < 0.05) return '<0.1 ms'
  return `${ms >= 10 ? Math.round(ms) : ms.toFixed(1)} ms`
}

/** How long something has been going on: `8 s`, `12 min`, `3 h 5 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes as a person says them, a kilobyte being a thousand: `812 B`, `1.2 kB`, `34 MB`. */
export function formatBytes(bytes: number): string {
  const step = Math.min(byteUnits.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)))
  const size = bytes / 1_000 ** step
  return `${step > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)} ${byteUnits[step]}`
}
