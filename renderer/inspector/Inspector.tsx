import { lazy } from 'react'
import { useSelection } from '../app/use-session.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { NodeInspector } from './node/NodeInspector.tsx'
import { PipelineInspector } from './pipeline/PipelineInspector.tsx'
import { useSelected } from './use-selected.ts'
import { WireInspector } from './wire/WireInspector.tsx'

const TopicInspector = lazy(() => import('../topics/TopicInspector.tsx'))

/** The form of what is selected: a step, a wire, a topic, or, with nothing selected, the pipeline itself. */
export function Inspector() {
  const { nodes, edges } = useSelected()
  const topic = useSelection((state) => state.topic)
  if (topic !== null) return <TopicInspector key={topic} topic={topic} />
  const count = nodes.length + edges.length
  if (count === 0) return <PipelineInspector />
  if (count === 1 && nodes[0]) return <NodeInspector key={nodes[0]} id={nodes[0]} />
  if (count === 1 && edges[0]) return <WireInspector key={edges[0]} id={edges[0]} />
  return (
    <EmptyState title={`${count} selected`}>
      <p>Select one step to change its settings. Delete, copy and move work on all of them.</p>
    </EmptyState>
  )
}
