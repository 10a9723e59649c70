import { useReactFlow, useStore } from '@xyflow/react'
import { Minus, Plus } from 'lucide-react'
import { arrange } from './arrange.ts'
import { canvasView } from './canvas-view.ts'
import styles from './ZoomControl.module.css'

export function ZoomControl() {
  const { zoomIn, zoomOut, zoomTo } = useReactFlow()
  const percent = useStore((state) => Math.round(state.transform[2] * 100))
  return (
    <div className={styles.zoom}>
      <button type="button" aria-label="Zoom out" onClick={() => void zoomOut()}>
        <Minus />
      </button>
      <button
        type="button"
        className={styles.percent}
        aria-label={`Zoom ${percent}%, back to 100%`}
        onClick={() => void zoomTo(1)}
      >
        {percent}%
      </button>
      <button type="button" aria-label="Zoom in" onClick={() => void zoomIn()}>
        <Plus />
      </button>
      <button type="button" title="Show the whole pipeline (F)" onClick={canvasView.fit}>
        Fit
      </button>
      <button type="button" title="Lay out the selected steps, or all (L)" onClick={() => void arrange()}>
        Tidy
      </button>
    </div>
  )
}
