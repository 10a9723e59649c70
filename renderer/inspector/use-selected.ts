import { edgeId } from '../../shared/graph/schema.ts'
import { useDocumentShallow, useSelection } from '../app/use-session.ts'

export interface Selected {
  readonly nodes: readonly string[]
  readonly edges: readonly string[]
}

/** What is selected and still drawn: a part that has just gone may be selected a moment longer. */
export function useSelected(): Selected {
  const chosenNodes = useSelection((state) => state.nodes)
  const chosenEdges = useSelection((state) => state.edges)
  const nodes = useDocumentShallow(({ document }) =>
    chosenNodes.filter((id) => document.nodes.some((node) => node.id === id)),
  )
  const edges = useDocumentShallow(({ document }) =>
    chosenEdges.filter((id) => document.edges.some((edge) => edgeId(edge) === id)),
  )
  return { nodes, edges }
}
