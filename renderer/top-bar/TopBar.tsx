import { openDialog } from '../app/dialogs.ts'
import { Kbd } from '../ui/Kbd.tsx'
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
      <Search />
      <Undo />
      <PillButton onClick={() => openDialog('export')}>Export</PillButton>
      <Throughput />
      <LedgerBadge />
      <RunButtons />
    </header>
  )
}

function Search() {
  return (
    <PillButton
      className={styles.search}
      aria-label="Search and commands"
      aria-keyshortcuts="Control+K"
      onClick={() => openDialog('commands')}
    >
      <span className={styles.searchWords}>Search and commands</span>
      <Kbd>Ctrl K</Kbd>
    </PillButton>
  )
}
