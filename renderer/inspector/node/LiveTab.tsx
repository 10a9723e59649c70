import { useCallback } from 'react'
import { edgeId, type GraphNode } from '../../../shared/graph/schema.ts'
import type { NodeMetrics } from '../../../shared/run/metrics.ts'
import { useDocumentShallow, useRun } from '../../app/use-session.ts'
import { useMessageWords } from '../../messages/use-message-words.ts'
import { edgesInto, edgesOutOf, errorsPort } from '../../model/lookup.ts'
import type { RunStoreState } from '../../model/run-store.ts'
import { counters } from '../../model/session.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { formatCount, formatMs, formatRate } from '../../ui/format.ts'
import inspector from '../Inspector.module.css'
import { LastMessages } from '../LastMessages.tsx'
import { LiveText } from '../LiveText.tsx'
import styles from './LiveTab.module.css'
import { OwnFigures } from './OwnFigures.tsx'

const neverRan = ({ status, starting }: RunStoreState) => status === null && !starting

/** What a step does right now: counts, rates, times, and the last messages in and out. */
export function LiveTab({ node }: { node: GraphNode }) {
  const isIdle = useRun(neverRan)
  const inputs = useDocumentShallow(({ document }) => edgesInto(document, node.id).map(edgeId))
  const outputs = useDocumentShallow(({ document }) => edgesOutOf(document, node.id).map(edgeId))
  if (isIdle) {
    return (
      <EmptyState title="Not running">
        <p>Press Run: counts, times and the last messages of this step appear here.</p>
      </EmptyState>
    )
  }
  return (
    <>
      <Figures id={node.id} />
      <OwnFigures id={node.id} />
      {inputs.map((edge) => (
        <Wire key={edge} edge={edge} way="in" />
      ))}
      {outputs.map((edge) => (
        <Wire key={edge} edge={edge} way="out" />
      ))}
    </>
  )
}

function Figures({ id }: { id: string }) {
  return (
    <dl className={styles.figures}>
      {rows.map(({ title, read }) => (
        <Figure key={title} title={title} id={id} read={read} />
      ))}
    </dl>
  )
}

function Figure({
  title,
  id,
  read,
}: {
  title: string
  id: string
  read: (id: string, metrics: NodeMetrics) => string
}) {
  const text = useCallback(() => {
    const metrics = counters.node(id)
    return metrics ? read(id, metrics) : '—'
  }, [id, read])
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <LiveText read={text} />
      </dd>
    </>
  )
}

interface FigureRow {
  readonly title: string
  readonly read: (id: string, metrics: NodeMetrics) => string
}

const rows: readonly FigureRow[] = [
  { title: 'Now', read: (_, metrics) => (metrics.blockedBy ? `blocked by ${metrics.blockedBy}` : metrics.activity) },
  { title: 'In', read: (id, metrics) => withRate(metrics.in, counters.nodeRate(id).in) },
  { title: 'Out', read: (id, metrics) => withRate(outOf(metrics), counters.nodeRate(id).out) },
  { title: 'Errors', read: (id, metrics) => withRate(metrics.errors, counters.nodeRate(id).errors) },
  { title: 'Dropped', read: (_, metrics) => droppedWords(metrics) },
  { title: 'Holds', read: (_, metrics) => formatCount(metrics.depth) },
  { title: 'Time to here, p50', read: (_, metrics) => time(metrics.p50Ms) },
  { title: 'Time to here, p99', read: (_, metrics) => time(metrics.p99Ms) },
]

function withRate(count: number, rate: number): string {
  return rate > 0 ? `${formatCount(count)} · ${formatRate(rate)}/s` : formatCount(count)
}

function outOf({ out }: NodeMetrics): number {
  return Object.entries(out).reduce((sum, [port, count]) => (port === errorsPort ? sum : sum + count), 0)
}

function droppedWords({ dropped }: NodeMetrics): string {
  const reasons = Object.entries(dropped).filter(([, count]) => count > 0)
  return reasons.length === 0 ? '0' : reasons.map(([reason, count]) => `${formatCount(count)} ${reason}`).join(', ')
}

function time(ms: number | null): string {
  return ms === null ? '—' : formatMs(ms)
}

function Wire({ edge, way }: { edge: string; way: 'in' | 'out' }) {
  const words = useMessageWords(edge)
  return (
    <section className={styles.wire} aria-label={`Last messages ${way}: ${words}`}>
      <h3 className={inspector.heading}>
        Last messages {way} · {words}
      </h3>
      <LastMessages edge={edge} />
    </section>
  )
}
