import { type ComponentType, lazy, Suspense } from 'react'
import { type LeftPanel as PanelId, sizeLimits } from '../model/view-store.ts'
import { Palette } from '../palette/Palette.tsx'
import { Resizer } from '../ui/Resizer.tsx'
import styles from './LeftPanel.module.css'
import { useView } from './use-session.ts'

const panels: Readonly<Record<PanelId, { title: string; Panel: ComponentType }>> = {
  palette: { title: 'Palette', Panel: Palette },
  outline: { title: 'Outline', Panel: lazy(() => import('../outline/Outline.tsx')) },
  topics: { title: 'Topics', Panel: lazy(() => import('../topics/TopicsPanel.tsx')) },
  pipelines: { title: 'Pipelines', Panel: lazy(() => import('../pipelines/Pipelines.tsx')) },
}

export function LeftPanel() {
  const open = useView((state) => state.leftPanel)
  const width = useView((state) => state.sizes.left)
  const resize = useView((state) => state.resize)
  if (open === null) return null
  const { title, Panel } = panels[open]
  return (
    <aside className={styles.panel} style={{ width }} aria-label={title}>
      <Suspense>
        <Panel />
      </Suspense>
      <Resizer
        label="Width of the left panel"
        edge="right"
        size={width}
        limits={sizeLimits.left}
        onResize={(size) => resize('left', size)}
      />
    </aside>
  )
}
