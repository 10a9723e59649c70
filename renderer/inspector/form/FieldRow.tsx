import { RotateCcw } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classes } from '../../ui/classes.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { InlineCode } from '../markdown/InlineText.tsx'
import styles from './FieldRow.module.css'
import type { FormField } from './form-model.ts'
import { type FieldPath, fieldName, problemsAt, useFormTarget } from './form-target.ts'
import type { FieldLimit } from './limits.ts'
import { ParameterMenu } from './ParameterMenu.tsx'
import { ProblemList } from './ProblemList.tsx'
import type { Standing } from './presets.ts'

/** What ties a control to its texts for screen readers. */
export interface ControlIds {
  readonly id: string
  readonly 'aria-labelledby': string
  readonly 'aria-describedby': string
  readonly 'aria-invalid': boolean | undefined
}

export interface FieldRowProps {
  field: FormField
  path: FieldPath
  standing: Standing
  /** A sentence about what is being typed; shown before what `check` found. */
  sentence?: string | null
  /** While it is being typed, what `check` found in the old value is of no interest. */
  isBeingTyped?: boolean
  /** Problems inside the value belong to this row too: it has no rows of its own for them. */
  holdsAll?: boolean
  /** The value is not typed, so that a parameter must be chosen for it. */
  offersParameters?: boolean
  children: (ids: ControlIds) => ReactNode
}

/** Label, control, the words about it and its problems. */
export function FieldRow(props: FieldRowProps) {
  const { field, path, standing, sentence, isBeingTyped, holdsAll = true, offersParameters, children } = props
  const id = useId()
  const { problems, base, write, limitAt } = useFormTarget()
  const limit = limitAt?.(path) ?? null
  const found = isBeingTyped ? [] : problemsAt(problems, path, holdsAll)
  const isWrong = Boolean(sentence) || found.some(({ severity }) => severity === 'error')
  return (
    <div className={classes(styles.row, limit?.isOff && styles.off)} data-field={fieldName([...base, ...path])}>
      <div className={styles.head}>
        <label id={`${id}-label`} htmlFor={id}>
          {field.texts.title}
        </label>
        <span className={styles.aside}>
          {offersParameters && !limit?.isOff && (
            <span className={styles.offer}>
              <ParameterMenu onChoose={(text) => write(path, text)} />
            </span>
          )}
          <Aside field={field} path={path} standing={standing} />
        </span>
      </div>
      <fieldset className={styles.control} disabled={limit?.isOff}>
        {children({
          id,
          'aria-labelledby': `${id}-label`,
          'aria-describedby': `${id}-words`,
          'aria-invalid': isWrong || undefined,
        })}
      </fieldset>
      <div id={`${id}-words`} className={styles.words}>
        {sentence ? <p className={styles.wrong}>{sentence}</p> : <ProblemList isAtField problems={found} />}
        {!sentence && found.length === 0 && <Words field={field} limit={limit} />}
      </div>
    </div>
  )
}

/** What the field is for, and what the connection's transport does not do with it. */
function Words({ field, limit }: { field: FormField; limit: FieldLimit | null }) {
  const texts = limit?.isOff ? [limit.words] : [field.texts.description, limit?.words ?? '']
  return texts
    .filter((text) => text !== '')
    .map((text) => (
      <p key={text}>
        <InlineCode text={text} />
      </p>
    ))
}

/** Beside the label: unit of what is no number, and where the value stands to the preset. */
function Aside({ field, path, standing }: Pick<FieldRowProps, 'field' | 'path' | 'standing'>) {
  const { write } = useFormTarget()
  if (standing.differs) {
    return (
      <span className={styles.differs}>
        differs from preset
        <IconButton label="Back to the preset" size="small" side="top" onClick={() => write(path, undefined)}>
          <RotateCcw />
        </IconButton>
      </span>
    )
  }
  if (standing.fromPreset && standing.own === undefined) return 'from preset'
  return field.control === 'number' ? null : field.texts.unit
}
