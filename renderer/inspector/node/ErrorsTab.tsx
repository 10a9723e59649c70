import { useCallback } from 'react'
import type { GraphNode } from '../../../shared/graph/schema.ts'
import { useDocument, useRun } from '../../app/use-session.ts'
import { visibleLine } from '../../messages/visible-text.ts'
import { counters } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { formatCount } from '../../ui/format.ts'
import { errorRouteOf, routeWords } from '../errors/error-route.ts'
import { LastMessages } from '../LastMessages.tsx'
import { LiveText } from '../LiveText.tsx'
import styles from './ErrorsTab.module.css'

/** How many messages failed at a step, where they went, and the last of them with their reasons. */
export function ErrorsTab({ node }: { node: GraphNode }) {
  const document = useDocument((state) => state.document)
  const failure = useRun(({ status }) => (status?.failure?.nodeId === node.id ? status.failure : null))
  const count = useCallback(() => countWords(node.id), [node.id])
  if (!specOf(node.operator)?.errors) return <p className={styles.words}>This step cannot fail on a message.</p>
  const route = errorRouteOf(document, node, specOf)
  return (
    <>
      <p className={styles.count}>
        <LiveText read={count} />
      </p>
      <p className={styles.words}>{routeWords(route, document)}</p>
      {failure && (
        <div className={styles.failure}>
          <p>{visibleLine(failure.message)}</p>
          <code>{failure.code}</code>
        </div>
      )}
      {route.kind === 'port' && route.edges.map((edge) => <LastMessages key={edge} edge={edge} isFailure />)}
    </>
  )
}

function countWords(id: string): string {
  const metrics = counters.node(id)
  if (!metrics) return 'Not running. Failed messages and their reasons appear here.'
  const all = formatCount(Math.max(metrics.in, metrics.errors))
  return metrics.errors === 0
    ? `None of ${all} messages failed.`
    : `${formatCount(metrics.errors)} of ${all} messages failed.`
}
