import { ChevronDown, ChevronUp } from 'lucide-react'
import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { useView } from '../app/use-session.ts'
import { gatherLogs } from '../logs/log-session.ts'
import { MessagesPanel } from '../messages/MessagesPanel.tsx'
import { SourceWords } from '../messages/SourceWords.tsx'
import type { DockTab } from '../model/view-store.ts'
import { ProblemCount } from '../problems/ProblemCount.tsx'
import { ProblemsPanel } from '../problems/ProblemsPanel.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import styles from './Dock.module.css'
import { Tab, TabList, TabPanel, Tabs } from './Tabs.tsx'

interface DockRoom {
  readonly id: DockTab
  readonly title: string
  /** Beside the title. */
  readonly aside?: ReactNode
  readonly Panel: ComponentType
}

const rooms: readonly DockRoom[] = [
  { id: 'messages', title: 'Messages', aside: <SourceWords />, Panel: MessagesPanel },
  { id: 'problems', title: 'Problems', aside: <ProblemCount />, Panel: ProblemsPanel },
  { id: 'ledger', title: 'Ledger', Panel: lazy(() => import('../ledger/LedgerPanel.tsx')) },
  { id: 'json', title: 'JSON', Panel: lazy(() => import('../json/JsonPanel.tsx')) },
  { id: 'logs', title: 'Logs', Panel: lazy(() => import('../logs/LogsPanel.tsx')) },
]

gatherLogs()

/** The lower panel. Closed, its tabs stay and open it again. */
export function Dock() {
  const isOpen = useView((state) => state.dockOpen)
  const tab = useView((state) => state.dockTab)
  const showDock = useView((state) => state.showDock)
  const toggleDock = useView((state) => state.toggleDock)
  return (
    <Tabs
      className={styles.dock}
      activationMode="manual"
      value={isOpen ? tab : ''}
      onValueChange={(next) => showDock(next as DockTab)}
    >
      <div className={styles.bar}>
        <TabList className={styles.tabs} aria-label="Dock">
          {rooms.map(({ id, title, aside }) => (
            <Tab key={id} value={id} aside={aside}>
              {title}
            </Tab>
          ))}
        </TabList>
        <IconButton label={isOpen ? 'Close the dock' : 'Open the dock'} size="small" side="top" onClick={toggleDock}>
          {isOpen ? <ChevronDown /> : <ChevronUp />}
        </IconButton>
      </div>
      {isOpen &&
        rooms.map(({ id, Panel }) => (
          <TabPanel key={id} value={id} className={styles.panel}>
            <Suspense>
              <Panel />
            </Suspense>
          </TabPanel>
        ))}
    </Tabs>
  )
}
