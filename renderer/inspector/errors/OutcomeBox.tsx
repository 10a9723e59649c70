import { useCallback } from 'react'
import type { GraphDocument } from '../../../shared/graph/schema.ts'
import { useDocument } from '../../app/use-session.ts'
import { findNode } from '../../model/lookup.ts'
import { counters } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { LiveText } from '../LiveText.tsx'
import { errorRouteOf, outcomeWords } from './error-route.ts'
import { guaranteeAt } from './guarantee.ts'
import styles from './OutcomeBox.module.css'

/** What is promised at this step, and what became of the messages so far. */
export function OutcomeBox({ id }: { id: string }) {
  const document = useDocument((state) => state.document)
  const { words, reason } = guaranteeAt(document, id, specOf)
  const read = useCallback(() => outcomeOf(document, id), [document, id])
  return (
    <p className={styles.box}>
      <b>{words}</b> {reason} <LiveText read={read} />
    </p>
  )
}

function outcomeOf(document: GraphDocument, id: string): string {
  const node = findNode(document, id)
  if (!node || !specOf(node.operator)?.errors) return ''
  return outcomeWords(errorRouteOf(document, node, specOf), counters.node(id))
}
