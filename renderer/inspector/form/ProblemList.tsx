import type { Diagnostic } from '../../../shared/graph/diagnostic.ts'
import { applyFix } from '../../problems/apply-fix.ts'
import { Button } from '../../ui/Button.tsx'
import styles from './ProblemList.module.css'
import { sentenceAtField } from './sentence-at-field.ts'

/** Problems where they belong, each with its remedy where there is one. */
export function ProblemList({ problems, isAtField = false }: { problems: readonly Diagnostic[]; isAtField?: boolean }) {
  if (problems.length === 0) return null
  return (
    <ul className={styles.list}>
      {problems.map((problem) => (
        <li key={`${problem.code} ${problem.message}`} className={styles[problem.severity]}>
          <span>{isAtField ? sentenceAtField(problem.message) : problem.message}</span>
          {problem.fix && (
            <Button size="small" onClick={() => applyFix(problem.fix!)}>
              {problem.fix.title}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
