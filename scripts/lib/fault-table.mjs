/** What each fault shows of each sabotage, read from the result files of the test runner. */

import { Footnotes, resultsIn, row } from './table.mjs'

/** @typedef {import('./table.mjs').Result} Result */

const widths = { first: 90, rest: 7 }
const tableTitle = 'fault table'
const clean = 'clean'
const legend = [
  'green: nothing lost, out of order, corrupted or foreign, and the ledger balanced; red: the sabotage shows, as it must; —: it cannot show',
  'in simulated worlds; how fast and with how much memory a fault is survived is no matter of this table',
]

/**
 * A row for each fault, a column for the engine as it is and for each sabotage: `green`, `red`, `—` or `not run` with a mark whose
 * footnote says why, `WRONG` for what is not as expected.
 * @param {readonly string[]} files contents of JSON reports
 */
export function faultTable(files) {
  const results = files
    .flatMap(resultsIn)
    .filter(({ ancestorTitles }) => ancestorTitles[0] === tableTitle && ancestorTitles.length === 2)
  if (results.length === 0) return 'fault table: not run'
  /** @type {Map<string, Result[]>} */
  const rows = new Map()
  for (const result of results) {
    const name = result.ancestorTitles[1] ?? ''
    rows.set(name, [...(rows.get(name) ?? []), result])
  }
  const sabotages = [...new Set(results.map(nameOf))].filter((name) => name !== clean && name !== 'not run')
  const notes = new Footnotes()
  const lines = [...rows].map(([name, cells]) => row(name, cellsOf(cells, sabotages, notes), widths))
  const letters = sabotages.map((_, index) => String.fromCharCode(65 + index))
  return [
    summary(results),
    row('', [clean, ...letters], widths),
    ...lines,
    letters.map((letter, index) => `${letter} ${sabotages[index]}`).join(', '),
    ...legend,
    ...notes.lines,
  ].join('\n')
}

/** The sabotage of a cell, without the reason it cannot show. @param {Result} result */
function nameOf({ title }) {
  return title.startsWith('not run: ') ? 'not run' : (title.split(' — ')[0] ?? '')
}

/** @param {readonly Result[]} cells @param {readonly string[]} sabotages @param {Footnotes} notes */
function cellsOf(cells, sabotages, notes) {
  const [first] = cells
  if (first?.title.startsWith('not run: ')) return [`not run ${notes.mark(first.title.slice('not run: '.length))}`]
  return [clean, ...sabotages].map((name) => {
    const cell = cells.find((each) => nameOf(each) === name)
    if (cell === undefined) return '?'
    if (cell.status !== 'passed') return 'WRONG'
    const reason = cell.title.split(' — ')[1]
    if (reason !== undefined) return `— ${notes.mark(reason)}`
    return name === clean ? 'green' : 'red'
  })
}

/** @param {readonly Result[]} results */
function summary(results) {
  /** @param {(result: Result) => boolean} is */
  const count = (is) => results.filter(is).length
  /** @param {Result} result */
  const passed = ({ status }) => status === 'passed'
  const green = count((result) => passed(result) && result.title === clean)
  const hidden = count((result) => passed(result) && result.title.includes(' — '))
  const notRun = count((result) => nameOf(result) === 'not run')
  const red = count(passed) - green - hidden
  const wrong = results.length - notRun - count(passed)
  return `fault table: ${green} green, ${red} red as they must be, ${hidden} that cannot show, ${notRun} faults not run, ${wrong} WRONG`
}
