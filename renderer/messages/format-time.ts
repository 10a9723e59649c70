const time = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})
const full = new Intl.DateTimeFormat('sv-SE', {
  dateStyle: 'short',
  timeStyle: 'medium',
})

/** `14:02:11.482`, in the reader's time zone. */
export function formatTime(at: number): string {
  return time.format(at)
}

/** `2026-01-02 14:02:11.482`; a dash for no time. */
export function formatMoment(at: number | null): string {
  if (at === null || at === 0) return '—'
  return `${full.format(at)}.${String(at % 1_000).padStart(3, '0')}`
}
