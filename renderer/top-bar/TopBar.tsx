import { lazy, Suspense, useState } from 'react'
import { PillButton } from '../ui/Pill.tsx'
import { ConnectionChips } from './ConnectionChips.tsx'
import { LedgerBadge } from './LedgerBadge.tsx'
import { Mark } from './Mark.tsx'
import { PipelineName } from './PipelineName.tsx'
import { ProblemsPill } from './ProblemsPill.tsx'
import { RunButtons } from './RunButtons.tsx'
import { StatePill } from './StatePill.tsx'
import { Throughput } from './Throughput.tsx'
import styles from './TopBar.module.css'
import { Undo } from './Undo.tsx'

const ExportDialog = lazy(() => import('./ExportDialog.tsx'))

/** What is open, how it is doing, and the buttons that start and end it. */
export function TopBar() {
  return (
    <header className={styles.bar}>
      <Mark />
      <PipelineName />
      <StatePill />
      <ConnectionChips />
      <ProblemsPill />
      <span className={styles.space} />
      <Undo />
      <Export />
      <Throughput />
      <LedgerBadge />
      <RunButtons />
    </header>
  )
}

function Export() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <PillButton onClick={() => setOpen(true)}>Export</PillButton>
      {open && (
        <Suspense>
          <ExportDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
