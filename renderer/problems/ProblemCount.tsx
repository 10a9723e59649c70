import { useDiagnostics } from '../app/use-session.ts'
import styles from './ProblemsPanel.module.css'

/** How many problems there are, by weight; nothing when there are none. */
export function ProblemCount() {
  const errors = useDiagnostics(({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'error').length)
  const warnings = useDiagnostics(
    ({ diagnostics }) => diagnostics.filter(({ severity }) => severity === 'warning').length,
  )
  if (errors > 0) return <span className={styles.error}>{errors}</span>
  return warnings > 0 ? <span className={styles.warning}>{warnings}</span> : null
}
