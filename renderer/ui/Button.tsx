import type { ButtonHTMLAttributes, Ref } from 'react'
import styles from './Button.module.css'
import { classes } from './classes.ts'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary` once per view; `quiet` has no border; `danger` ends something. */
  variant?: 'plain' | 'primary' | 'quiet' | 'danger'
  size?: 'normal' | 'small'
  ref?: Ref<HTMLButtonElement>
}

export function Button({ variant = 'plain', size = 'normal', className, ...rest }: ButtonProps) {
  return <button type="button" className={classes(styles.button, styles[variant], styles[size], className)} {...rest} />
}
