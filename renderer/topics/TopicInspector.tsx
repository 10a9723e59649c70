import { Trash2 } from 'lucide-react'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { Tab, TabList, TabPanel, Tabs } from '../dock/Tabs.tsx'
import inspector from '../inspector/Inspector.module.css'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { LookInto } from './LookInto.tsx'
import { OverviewTab } from './OverviewTab.tsx'
import styles from './TopicInspector.module.css'
import { localName } from './topic-names.ts'
import { attemptHere, deleteTopic, sheet, type TopicTab, topics } from './topics-session.ts'

const ProduceTab = lazy(() => import('./ProduceTab.tsx'))
const SchemaTab = lazy(() => import('./SchemaTab.tsx'))

/** Milliseconds between two looks at the figures while the topic is shown. */
const lookAgainAfter = 2_000

/** One topic: its messages, figures, subscriptions and schema, and a hand to write to it. */
export default function TopicInspector({ topic }: { topic: string }) {
  const tab = useStore(sheet, (state) => state.tab)
  const setTab = (next: string) => sheet.setState({ tab: next as TopicTab })
  useEffect(() => {
    const timer = setInterval(() => void topics.getState().refreshStats(), lookAgainAfter)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className={inspector.inspector}>
      <header className={inspector.header}>
        <div className={styles.title}>
          <h2>{localName(topic)}</h2>
          <DeleteButton topic={topic} />
        </div>
        <p className={styles.full}>{topic}</p>
        <LookInto topic={topic} />
      </header>
      <Tabs value={tab} onValueChange={setTab} className={inspector.tabs}>
        <TabList className={inspector.list} aria-label="About this topic">
          <Tab value="overview">Overview</Tab>
          <Tab value="produce">Produce</Tab>
          <Tab value="schema">Schema</Tab>
        </TabList>
        <TabPanel value="overview" className={inspector.body}>
          <OverviewTab topic={topic} />
        </TabPanel>
        <TabPanel value="produce" className={inspector.body}>
          <Suspense>
            <ProduceTab topic={topic} />
          </Suspense>
        </TabPanel>
        <TabPanel value="schema" className={inspector.body}>
          <Suspense>
            <SchemaTab topic={topic} />
          </Suspense>
        </TabPanel>
      </Tabs>
    </div>
  )
}

function DeleteButton({ topic }: { topic: string }) {
  const [asks, setAsks] = useState(false)
  return (
    <>
      <IconButton label="Delete the topic…" size="small" onClick={() => setAsks(true)}>
        <Trash2 />
      </IconButton>
      {asks && (
        <ConfirmDialog
          title={`Delete ${localName(topic)}?`}
          confirm="Delete the topic"
          onCancel={() => setAsks(false)}
          onConfirm={() => {
            setAsks(false)
            void attemptHere(() => deleteTopic(topic))
          }}
        >
          Its messages and subscriptions go with it, and cannot be brought back. The broker refuses while somebody uses
          the topic.
        </ConfirmDialog>
      )}
    </>
  )
}
