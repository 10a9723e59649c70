import { type ReactNode, useId } from 'react'
import styles from './Field.module.css'

export interface FieldProps {
  label: string
  /** One or two sentences under the control. */
  help?: ReactNode
  /** What is wrong and what to do; replaces the help. */
  error?: string | undefined
  /** Beside the label: a unit, "differs from preset". */
  aside?: ReactNode
  /** The control; gets the ids that tie it to its texts. */
  children: (ids: {
    id: string
    'aria-describedby': string | undefined
    'aria-invalid': boolean | undefined
  }) => ReactNode
}

/** A label, a control and the words under it, tied together for screen readers. */
export function Field({ label, help, error, aside, children }: FieldProps) {
  const id = useId()
  const words = error ?? help
  const describedBy = words ? `${id}-words` : undefined
  return (
    <div className={styles.field}>
      <div className={styles.head}>
        <label htmlFor={id}>{label}</label>
        {aside}
      </div>
      {children({ id, 'aria-describedby': describedBy, 'aria-invalid': error ? true : undefined })}
      {words && (
        <div id={describedBy} className={error ? styles.error : styles.help}>
          {words}
        </div>
      )}
    </div>
  )
}
