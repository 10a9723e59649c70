import { useSyncExternalStore } from 'react'
import type { SelectionState } from '../model/selection-store.ts'
import { useSelection, useView } from './use-session.ts'

/** Windows below this width give their room to the drawing until something is selected. */
const roomy = window.matchMedia('(min-width: 1400px)')

const hasSelection = ({ nodes, edges, topic }: SelectionState) => nodes.length + edges.length > 0 || topic !== null

/** Whether the inspector stands beside the canvas now. */
export function useInspectorShown(): boolean {
  const wish = useView((state) => state.inspector)
  const isSelected = useSelection(hasSelection)
  const isRoomy = useSyncExternalStore(watchRoom, () => roomy.matches)
  return wish === 'auto' ? isRoomy || isSelected : wish === 'shown'
}

function watchRoom(changed: () => void): () => void {
  roomy.addEventListener('change', changed)
  return () => roomy.removeEventListener('change', changed)
}
