import { useSyncExternalStore } from 'react'
import { isBalanced, type Ledger } from '../../shared/run/ledger.ts'
import type { RunSnapshot } from '../../shared/run/metrics.ts'
import { useDocument, useRun } from '../app/use-session.ts'
import { counters, selection } from '../model/session.ts'
import { specOf } from '../model/specs.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { formatCount } from '../ui/format.ts'
import styles from './LedgerPanel.module.css'
import { balanceLine, ledgerRows, nodeRows } from './ledger-rows.ts'

/** Where every message went: the ledger of the run, its sample data apart, and each step's own counts. */
export default function LedgerPanel() {
  const snapshot = useSyncExternalStore(counters.subscribe, counters.latest)
  const hasRun = useRun(({ status }) => status !== null)
  if (!snapshot) {
    return (
      <EmptyState title={hasRun ? 'Starting' : 'No run yet'}>
        <p>Press Run: here stands where every message went, and whether the sums agree.</p>
      </EmptyState>
    )
  }
  const { ledger, sampleData } = snapshot
  return (
    <div className={styles.panel}>
      <div className={styles.ledgers}>
        {(ledger.received > 0 || sampleData.received === 0) && <OneLedger title="Messages" ledger={ledger} />}
        {sampleData.received > 0 && (
          <OneLedger title="Sample data, put into topics for trying out" ledger={sampleData} />
        )}
      </div>
      <div className={styles.tables}>
        <Steps snapshot={snapshot} />
        <Topics topics={snapshot.topics} />
      </div>
    </div>
  )
}

function OneLedger({ title, ledger }: { title: string; ledger: Ledger }) {
  const isGood = isBalanced(ledger)
  return (
    <section className={styles.ledger}>
      <h3>{title}</h3>
      <table>
        <tbody>
          {ledgerRows.map(({ key, title: name, words }) => (
            <tr key={key} data-empty={ledger[key] === 0 || undefined}>
              <th scope="row">{name}</th>
              <td className={styles.number}>{formatCount(ledger[key])}</td>
              <td className={styles.words}>{words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={isGood ? styles.balanced : styles.unbalanced}>
        {isGood ? '✓' : '◆'} {balanceLine(ledger)}
      </p>
    </section>
  )
}

const headings = ['Step', 'In', 'Out', 'Errors', 'Dropped', 'Holds']

function Steps({ snapshot }: { snapshot: RunSnapshot }) {
  const document = useDocument((state) => state.document)
  return (
    <table className={styles.steps}>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {nodeRows(document, snapshot, specOf).map(({ id, name, cells }) => (
          <tr key={id}>
            <th scope="row">
              <button type="button" onClick={() => selection.getState().select({ nodes: [id] })}>
                {name}
              </button>
            </th>
            {cells.map((cell, index) => (
              <td key={headings[index + 1]} className={styles.number} data-empty={cell === '0' || undefined}>
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Topics({ topics }: { topics: Readonly<Record<string, number>> }) {
  const written = Object.entries(topics).sort(([a], [b]) => a.localeCompare(b))
  if (written.length === 0) return null
  return (
    <table className={styles.steps}>
      <thead>
        <tr>
          <th scope="col">Topic</th>
          <th scope="col">Written and confirmed</th>
        </tr>
      </thead>
      <tbody>
        {written.map(([topic, count]) => (
          <tr key={topic}>
            <th scope="row">
              <code>{topic}</code>
            </th>
            <td className={styles.number}>{formatCount(count)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
