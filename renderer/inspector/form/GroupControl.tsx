import { InlineCode } from '../markdown/InlineText.tsx'
import type { NestingProps } from './control-props.ts'
import styles from './Fields.module.css'
import { Fields } from './Fields.tsx'
import { fieldName, problemsAt, useFormTarget } from './form-target.ts'
import { ProblemList } from './ProblemList.tsx'

/** Options that belong together, under their title. */
export function GroupControl({ field, path, standing, preset, Field }: NestingProps) {
  const { base, problems, limitAt } = useFormTarget()
  const limit = limitAt?.(path) ?? null
  const found = problemsAt(problems, path, false)
  const values = (typeof standing.own === 'object' && standing.own !== null ? standing.own : {}) as Record<
    string,
    unknown
  >
  return (
    <fieldset className={styles.group} data-field={fieldName([...base, ...path])} disabled={limit?.isOff}>
      <legend>
        {field.texts.title}
        <div className={styles.words}>
          <ProblemList isAtField problems={found} />
          {found.length === 0 && limit !== null && <InlineCode text={limit.words} />}
        </div>
      </legend>
      <Fields fields={field.fields} path={path} values={values} schema={field.schema} preset={preset} Field={Field} />
    </fieldset>
  )
}
