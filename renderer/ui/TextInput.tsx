import type { InputHTMLAttributes, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './TextInput.module.css'

export interface TextInputProps extends InputHTMLAttributes<HTMLInputElement> {
  /** Expressions, topics and ids are set in the fixed-width face. */
  mono?: boolean
  ref?: Ref<HTMLInputElement>
}

export function TextInput({ mono = false, className, ...rest }: TextInputProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      spellCheck={false}
      className={classes(styles.input, mono && styles.mono, className)}
      {...rest}
    />
  )
}
