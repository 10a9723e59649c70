import { lazy, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useNode } from '../../app/use-session.ts'
import { Tab, TabList, TabPanel, Tabs } from '../../dock/Tabs.tsx'
import { renameNode } from '../../model/commands/nodes.ts'
import { counters, documents } from '../../model/session.ts'
import { specOf } from '../../model/specs.ts'
import { formatShort } from '../../ui/format.ts'
import { focusField, focusWishes } from '../focus-store.ts'
import styles from '../Inspector.module.css'
import { LiveText } from '../LiveText.tsx'
import { NameInput } from '../NameInput.tsx'
import { ErrorsTab } from './ErrorsTab.tsx'
import { kindLine } from './kind-line.ts'
import { LiveTab } from './LiveTab.tsx'
import { SettingsTab } from './SettingsTab.tsx'

const HelpTab = lazy(() => import('./HelpTab.tsx'))

/** One step: what it is called and does, its settings, its live figures, its errors, its help. */
export function NodeInspector({ id }: { id: string }) {
  const node = useNode(id)
  const [tab, setTab] = useState('settings')
  const root = useRef<HTMLDivElement>(null)
  const errors = useCallback(() => errorsOf(id), [id])
  useFocusWishes(id, root, () => setTab('settings'))
  if (!node) return null
  const spec = specOf(node.operator)
  return (
    <div className={styles.inspector} ref={root}>
      <header className={styles.header}>
        <NameInput
          label="Name of the step"
          name={node.name ?? ''}
          placeholder={spec?.title ?? node.id}
          onKeep={(name) => documents.getState().apply(renameNode(id, name))}
        />
        <p className={styles.kind}>{spec ? kindLine(spec) : `Unknown operator ${node.operator}`}</p>
      </header>
      <Tabs value={tab} onValueChange={setTab} className={styles.tabs}>
        <TabList className={styles.list} aria-label="About this step">
          <Tab value="settings">Settings</Tab>
          <Tab value="live">Live</Tab>
          <Tab value="errors" aside={<LiveText className={styles.count} read={errors} />}>
            Errors
          </Tab>
          <Tab value="help">Help</Tab>
        </TabList>
        <TabPanel value="settings" className={styles.body}>
          <SettingsTab node={node} />
        </TabPanel>
        <TabPanel value="live" className={styles.body}>
          <LiveTab node={node} />
        </TabPanel>
        <TabPanel value="errors" className={styles.body}>
          <ErrorsTab node={node} />
        </TabPanel>
        <TabPanel value="help" className={styles.body}>
          <Suspense>
            <HelpTab operator={node.operator} />
          </Suspense>
        </TabPanel>
      </Tabs>
    </div>
  )
}

/** Follows problems that lead to a field of this node, also one that was wished for before the node was shown. */
function useFocusWishes(id: string, root: RefObject<HTMLElement | null>, showSettings: () => void): void {
  const wish = useStore(focusWishes, (state) => (state.wish?.node === id ? state.wish : null))
  const show = useRef(showSettings)
  show.current = showSettings
  useEffect(() => {
    if (!wish) return
    show.current()
    const frame = requestAnimationFrame(() => {
      focusWishes.setState({ wish: null })
      if (root.current) focusField(root.current, wish.field)
    })
    return () => cancelAnimationFrame(frame)
  }, [wish, root])
}

function errorsOf(id: string): string {
  const count = counters.node(id)?.errors ?? 0
  return count === 0 ? '' : formatShort(count)
}
