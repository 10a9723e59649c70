import { CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react'
import type { Diagnostic } from '../../shared/graph/diagnostic.ts'
import { useDiagnostics, useDocument } from '../app/use-session.ts'
import { edgeWords } from '../messages/edge-words.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { applyFix } from './apply-fix.ts'
import styles from './ProblemsPanel.module.css'
import { placeWords } from './place-words.ts'
import { showPlace } from './show-place.ts'
import { sortProblems } from './sort-problems.ts'

const icons: Readonly<Record<Diagnostic['severity'], { icon: LucideIcon; words: string }>> = {
  error: { icon: CircleX, words: 'Error' },
  warning: { icon: TriangleAlert, words: 'Warning' },
  info: { icon: Info, words: 'Note' },
}

/** What is wrong or doubtful, where, and what to do about it. */
export function ProblemsPanel() {
  const problems = useDiagnostics(({ diagnostics }) => sortProblems(diagnostics))
  if (problems.length === 0) {
    return (
      <EmptyState title="No problems">
        <p>The pipeline can run.</p>
      </EmptyState>
    )
  }
  return (
    <ul className={styles.list} aria-label="Problems">
      {problems.map((problem) => (
        <Problem key={`${problem.code} ${JSON.stringify(problem.place)} ${problem.message}`} problem={problem} />
      ))}
    </ul>
  )
}

function Problem({ problem }: { problem: Diagnostic }) {
  const { icon: Icon, words } = icons[problem.severity]
  const place = useDocument(({ document }) => placeWords(document, problem.place, edgeWords))
  return (
    <li className={styles.problem}>
      <button type="button" className={styles.lead} onClick={() => showPlace(problem.place)}>
        <Icon className={styles[problem.severity]} aria-label={words} />
        <span className={styles.message}>{problem.message}</span>
        <span className={styles.place}>{place}</span>
        <code>{problem.code}</code>
      </button>
      {problem.fix && (
        <Button size="small" onClick={() => applyFix(problem.fix!)}>
          {problem.fix.title}
        </Button>
      )}
    </li>
  )
}
