/** What each broker does of the broker contract, read from the result files of the test runner. */

import { Footnotes, resultsIn, row } from './table.mjs'

/** @typedef {import('./table.mjs').Result} Result */

/** Brokers in the order of the columns; the contract of each is named so in its tests. */
const brokers = [
  { title: 'memory', name: /^embedded, in memory/ },
  { title: 'disk', name: /^embedded, on disk/ },
  { title: 'WebSocket', name: /^Pulsar over WebSocket$/ },
  { title: 'token+TLS', name: /^Pulsar over WebSocket, token and TLS$/ },
  { title: 'native', name: /^Pulsar by its native client$/ },
  { title: 'native*', name: /^native, over a client that is not real$/ },
]
const widths = { first: 98, rest: 11 }
const prefix = 'broker contract: '
const standIn = '* the native adapter over a client that is not real, on the embedded broker'

/** Behaviour by broker: `ok`, `FAILED`, or a mark whose footnote says why it differs or is not run. @param {readonly string[]} files contents of JSON reports */
export function brokerTable(files) {
  const results = files.flatMap(resultsIn).filter(({ ancestorTitles: [first] }) => first?.startsWith(prefix))
  const { areas, cells, wholeColumns } = collect(results)
  const notes = new Footnotes()
  const lines = [
    row(
      '',
      brokers.map(({ title }) => title),
      widths,
    ),
  ]
  const counts = brokers.map(() => new Map())
  for (const [area, behaviours] of areas) {
    lines.push(area)
    for (const behaviour of behaviours) {
      const texts = brokers.map(({ title }, index) => {
        const text = cells.get(`${title}/${behaviour}`) ?? wholeColumns.get(title) ?? 'not run: it has no tests here'
        const kind = text.split(':')[0]
        counts[index]?.set(kind, (counts[index].get(kind) ?? 0) + 1)
        return cellOf(text, notes)
      })
      lines.push(row(`  ${behaviour}`, texts, widths))
    }
  }
  const total = [...areas.values()].reduce((sum, behaviours) => sum + behaviours.size, 0)
  const sums = brokers.map(({ title }, index) => `${title} ${summary(counts[index]).join(', ')}`)
  return [`${total} behaviours: ${sums.join('; ')}`, ...lines, ...notes.lines, standIn].join('\n')
}

/** @param {readonly Result[]} results */
function collect(results) {
  /** @type {Map<string, Set<string>>} */
  const areas = new Map()
  /** @type {Map<string, string>} */
  const cells = new Map()
  /** @type {Map<string, string>} */
  const wholeColumns = new Map()
  for (const {
    ancestorTitles: [contract = '', area],
    title,
    status,
  } of results) {
    const broker = brokers.find(({ name }) => name.test(contract.slice(prefix.length)))?.title
    if (broker === undefined) continue
    if (area === undefined) {
      wholeColumns.set(broker, title)
      continue
    }
    const [behaviour = '', reason] = title.split(' — ')
    areas.set(area, (areas.get(area) ?? new Set()).add(behaviour))
    cells.set(`${broker}/${behaviour}`, reason ?? (status === 'passed' ? 'ok' : 'FAILED'))
  }
  return { areas, cells, wholeColumns }
}

/** @param {ReadonlyMap<string, number> | undefined} counts how often each kind of cell stands in a column */
function summary(counts) {
  return ['ok', 'differs', 'not run', 'FAILED'].flatMap((kind) => {
    const number = counts?.get(kind) ?? 0
    return number > 0 ? [`${number} ${kind}`] : []
  })
}

/** `ok` and `FAILED` stand for themselves, the rest for a footnote. @param {string} text @param {Footnotes} notes */
function cellOf(text, notes) {
  if (!text.includes(': ')) return text
  return `${text.startsWith('differs') ? 'differs' : 'not run'} ${notes.mark(text)}`
}
