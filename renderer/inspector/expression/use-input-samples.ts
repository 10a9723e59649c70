import { useEffect, useMemo } from 'react'
import { edgeId } from '../../../shared/graph/schema.ts'
import type { TapRow } from '../../../shared/run/tap.ts'
import { useDocumentShallow } from '../../app/use-session.ts'
import { samples, useSamples } from '../../messages/messages-session.ts'
import { edgesInto } from '../../model/lookup.ts'

/** The last rows on the wire that leads into a node; fresh while `isWatched`. Of several wires, the first that has any. */
export function useInputSamples(node: string | null, isWatched: boolean): readonly TapRow[] {
  const edges = useDocumentShallow(({ document }) => (node ? edgesInto(document, node).map(edgeId) : []))
  const edge = useMemo(() => edges.find((id) => samples.rows(id).length > 0) ?? edges[0] ?? null, [edges])
  useEffect(() => (isWatched && edge ? samples.watch(edge) : undefined), [edge, isWatched])
  return useSamples(edge)
}
