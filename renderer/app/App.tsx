import { lazy, Suspense } from 'react'
import { useStore } from 'zustand'
import { doctor } from '../connections/doctor-store.ts'
import { sizeLimits } from '../model/view-store.ts'
import { TopBar } from '../top-bar/TopBar.tsx'
import { Resizer } from '../ui/Resizer.tsx'
import { TooltipLayer } from '../ui/TooltipLayer.tsx'
import styles from './App.module.css'
import { Dialogs } from './Dialogs.tsx'
import { LeftPanel } from './LeftPanel.tsx'
import { Notices } from './Notices.tsx'
import { Rail } from './Rail.tsx'
import { TrustDialog } from './TrustDialog.tsx'
import { useAppKeys } from './use-app-keys.ts'
import { useInspectorShown } from './use-inspector-shown.ts'
import { useView } from './use-session.ts'
import { useTitle } from './use-title.ts'
import { useUnsavedGuard } from './use-unsaved-guard.ts'

const Canvas = lazy(() => import('../canvas/Canvas.tsx').then(({ Canvas }) => ({ default: Canvas })))
const Dock = lazy(() => import('../dock/Dock.tsx').then(({ Dock }) => ({ default: Dock })))
const Inspector = lazy(() => import('../inspector/Inspector.tsx').then(({ Inspector }) => ({ default: Inspector })))

const DoctorDialog = lazy(() => import('../connections/DoctorDialog.tsx'))

/** The window: top bar, rail, left panel, canvas over dock, inspector. */
export function App() {
  useAppKeys()
  useUnsavedGuard()
  useTitle()
  return (
    <div className={styles.window}>
      <TopBar />
      <div className={styles.body}>
        <Rail />
        <LeftPanel />
        <main className={styles.middle} aria-label="Pipeline">
          <div className={styles.canvas}>
            <Suspense>
              <Canvas />
            </Suspense>
            <Notices />
          </div>
          <DockSlot />
        </main>
        <InspectorSlot />
      </div>
      <TrustDialog />
      <DoctorSlot />
      <Dialogs />
      <TooltipLayer />
    </div>
  )
}

function DoctorSlot() {
  const connection = useStore(doctor, (state) => state.connection)
  if (connection === null) return null
  return (
    <Suspense>
      <DoctorDialog connection={connection} />
    </Suspense>
  )
}

function DockSlot() {
  const open = useView((state) => state.dockOpen)
  const height = useView((state) => state.sizes.dock)
  const resize = useView((state) => state.resize)
  return (
    <section className={styles.dock} style={{ height: open ? height : undefined }} aria-label="Dock">
      {open && (
        <Resizer
          label="Height of the dock"
          edge="top"
          size={height}
          limits={sizeLimits.dock}
          onResize={(size) => resize('dock', size)}
        />
      )}
      <Suspense>
        <Dock />
      </Suspense>
    </section>
  )
}

function InspectorSlot() {
  const shown = useInspectorShown()
  const width = useView((state) => state.sizes.inspector)
  const resize = useView((state) => state.resize)
  if (!shown) return null
  return (
    <aside className={styles.inspector} style={{ width }} aria-label="Inspector">
      <Resizer
        label="Width of the inspector"
        edge="left"
        size={width}
        limits={sizeLimits.inspector}
        onResize={(size) => resize('inspector', size)}
      />
      <Suspense>
        <Inspector />
      </Suspense>
    </aside>
  )
}
