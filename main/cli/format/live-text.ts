import type { DoctorResult } from '../../../shared/run/doctor.ts'
import type { FileFindings } from './file-findings.ts'
import type { LiveFindings } from './live-findings.ts'
import { printable } from './printable.ts'

/** A paragraph a connection, a line a look, below it what to do; at the end of each a count. */
export function formatLiveAsText({ file, live = [] }: FileFindings): string {
  return live.map((each) => `\n${toLines(file, each).join('\n')}\n`).join('')
}

function toLines(file: string, { connection, results }: LiveFindings): readonly string[] {
  const shown = results.filter(({ detail }) => detail.because === undefined)
  const left = Map.groupBy(
    results.filter(({ detail }) => detail.because !== undefined),
    ({ sentence }) => sentence,
  )
  const leftLines = [...left].map(([sentence, same]) => `  not-tried ${listIds(same)}: ${sentence}`)
  return [
    `The connection "${printable(connection)}" of ${printable(file)}:`,
    ...shown.flatMap(resultLines),
    ...leftLines,
    countLine(results),
  ]
}

function resultLines({ id, state, code, sentence, fix, place }: DoctorResult): readonly string[] {
  const position = place.line === undefined ? '' : `, line ${place.line}`
  const line = `  ${state.padEnd(9)} ${id}${code === null ? '' : ` ${code}`}${position}: ${printable(sentence)}`
  return fix === null ? [line] : [line, `            to do: ${printable(fix)}`]
}

/** What was left out for the same reason is one line. */
function listIds(results: readonly DoctorResult[]): string {
  return [...new Set(results.map(({ id }) => id))].join(', ')
}

function countLine(results: readonly DoctorResult[]): string {
  const words = [
    ['failed', 'failed'],
    ['warning', 'with a warning'],
    ['note', 'with a note'],
    ['ok', 'in order'],
    ['not-tried', 'not tried'],
  ] as const
  const parts = words.flatMap(([state, word]) => {
    const count = results.filter((result) => result.state === state).length
    return count === 0 ? [] : `${count} ${word}`
  })
  return `  ${parts.join(', ')}.`
}
