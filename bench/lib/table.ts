/** One figure beside the bound it must keep. */
export interface Row {
  readonly what: string
  readonly figure: string
  readonly bound: string
  readonly holds: boolean
}

export function printTable(rows: readonly Row[]): void {
  const width = (column: 'what' | 'figure' | 'bound') => Math.max(...rows.map((row) => row[column].length))
  for (const row of rows) {
    const cells = [
      row.what.padEnd(width('what')),
      row.figure.padStart(width('figure')),
      row.bound.padEnd(width('bound')),
    ]
    console.log(`${row.holds ? 'ok    ' : 'BROKEN'}  ${cells.join('   ')}`)
  }
}

export function median(figures: readonly number[]): number {
  return sorted(figures)[Math.floor(figures.length / 2)] ?? Number.NaN
}

/** `median (min..max)` */
export function spread(figures: readonly number[], digits: number): string {
  const all = sorted(figures)
  const show = (figure: number | undefined) => (figure ?? Number.NaN).toFixed(digits)
  return `${show(median(figures))} (${show(all[0])}..${show(all.at(-1))})`
}

function sorted(figures: readonly number[]): number[] {
  return [...figures].sort((a, b) => a - b)
}
