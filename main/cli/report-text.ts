import type { Ledger } from '../../shared/run/ledger.ts'
import type { RunReport } from '../../shared/run/metrics.ts'

/** A report for people: how it ended, where the messages went, node by node and topic by topic. */
export function formatReport(report: RunReport): string {
  const { pipeline, workers, durationMs, failure, ledger, sampleData, nodes, topics } = report
  const sections = [
    [
      `${pipeline} ${endings[report.exit] ?? 'ended'} after ${(durationMs / 1000).toFixed(1)} s${workers === undefined ? '' : ` in ${workers} workers`}.`,
      ...(failure ? [failure.message] : []),
      ...(sampleData ? [`Sample data: ${ledgerLine(sampleData)}`] : []),
      ledgerLine(ledger),
      ...(ledger.balanced ? [] : ['The ledger does not balance: this is a defect of Sluice.']),
    ],
    table(['node', 'in', 'out', 'errors', 'dropped', 'p50 ms', 'p99 ms'], Object.entries(nodes).map(nodeCells)),
    table(
      ['topic', 'written'],
      Object.entries(topics).map(([topic, count]) => [topic, number(count)]),
    ),
  ]
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

const endings: Readonly<Record<number, string>> = { 0: 'finished', 1: 'failed', 3: 'gave up' }

const ledgerEnds = [
  ['delivered', 'delivered'],
  ['dropped', 'dropped'],
  ['deadLettered', 'dead-lettered'],
  ['absorbed', 'absorbed in state'],
  ['returned', 'returned to the broker'],
  ['inFlight', 'in flight'],
] as const satisfies readonly (readonly [keyof Ledger, string])[]

function ledgerLine(ledger: Ledger): string {
  const ends = ledgerEnds.filter(([end]) => ledger[end] > 0).map(([end, words]) => `${number(ledger[end])} ${words}`)
  return `${number(ledger.received)} received${ends.length === 0 ? '.' : `: ${ends.join(', ')}.`}`
}

function nodeCells([id, node]: [string, RunReport['nodes'][string]]): string[] {
  const out = Object.values(node.out).reduce((sum, count) => sum + count, 0)
  const dropped = Object.values(node.dropped).reduce((sum, count) => sum + count, 0)
  const latency = (ms: number | null) => (ms === null ? '' : ms.toFixed(1))
  return [id, ...[node.in, out, node.errors, dropped].map(number), latency(node.p50Ms), latency(node.p99Ms)]
}

/** The first column to the left, the others to the right; nothing when there are no rows. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return []
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]!.length)))
  return all.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  )
}

function number(value: number): string {
  return value.toLocaleString('en-US')
}
