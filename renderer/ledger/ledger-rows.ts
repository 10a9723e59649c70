import type { GraphDocument } from '../../shared/graph/schema.ts'
import { isBalanced, type Ledger } from '../../shared/run/ledger.ts'
import type { NodeMetrics, RunSnapshot } from '../../shared/run/metrics.ts'
import { displayName, errorsPort, type SpecLookup } from '../model/lookup.ts'
import { formatCount } from '../ui/format.ts'

/** The seven numbers of a ledger, each with what it counts. */
export const ledgerRows: readonly { readonly key: keyof Ledger; readonly title: string; readonly words: string }[] = [
  { key: 'received', title: 'Received', words: 'read from the sources' },
  { key: 'delivered', title: 'Delivered', words: 'every output confirmed by its broker' },
  { key: 'dropped', title: 'Dropped', words: 'by a step that may drop, with its reason below' },
  { key: 'deadLettered', title: 'Dead-lettered', words: 'written to a dead-letter topic, and confirmed' },
  { key: 'absorbed', title: 'Absorbed', words: 'kept in the state of a step' },
  { key: 'returned', title: 'Returned', words: 'given back to the broker; they come again' },
  { key: 'inFlight', title: 'In flight', words: 'on their way now' },
]

/** `1,000 = 990 delivered + 10 dropped`, with what is missing when it is not. */
export function balanceLine(ledger: Ledger): string {
  const parts = ledgerRows.slice(1).filter(({ key }) => ledger[key] > 0)
  const sum = parts.map(({ key, title }) => `${formatCount(ledger[key])} ${title.toLowerCase()}`).join(' + ') || '0'
  const missing = ledger.received - ledgerRows.slice(1).reduce((total, { key }) => total + ledger[key], 0)
  const line = `${formatCount(ledger.received)} received = ${sum}`
  return isBalanced(ledger) ? line : `${line} — ${formatCount(Math.abs(missing))} unaccounted for`
}

/** Where the messages of one step went. */
export interface NodeRow {
  readonly id: string
  readonly name: string
  readonly cells: readonly [taken: string, sent: string, errors: string, dropped: string, holds: string]
}

/** One row a step, in the order of the document; steps the run does not know are left out. */
export function nodeRows(document: GraphDocument, snapshot: RunSnapshot, specOf: SpecLookup): NodeRow[] {
  return document.nodes.flatMap((node) => {
    const metrics = snapshot.nodes[node.id]
    return metrics ? [{ id: node.id, name: displayName(node, specOf), cells: cellsOf(metrics) }] : []
  })
}

function cellsOf(metrics: NodeMetrics): NodeRow['cells'] {
  const { out, dropped, depth } = metrics
  const ports = Object.entries(out).filter(([port]) => port !== errorsPort)
  const sent = ports.length > 1 ? byName(ports) : formatCount(ports[0]?.[1] ?? 0)
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0)
  return [formatCount(metrics.in), sent, formatCount(metrics.errors), byName(reasons) || '0', formatCount(depth)]
}

function byName(counts: readonly (readonly [string, number])[]): string {
  return counts.map(([name, count]) => `${formatCount(count)} ${name}`).join(' · ')
}
