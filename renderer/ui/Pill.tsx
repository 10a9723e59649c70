import type { ButtonHTMLAttributes, HTMLAttributes, Ref } from 'react'
import { classes } from './classes.ts'
import styles from './Pill.module.css'

export type PillTone = 'neutral' | 'ok' | 'warn' | 'error' | 'accent'

type Look = { tone?: PillTone }

/** A short state in words. */
export function Pill({ tone = 'neutral', className, ...rest }: Look & HTMLAttributes<HTMLSpanElement>) {
  return <span className={classes(styles.pill, styles[tone], className)} {...rest} />
}

/** A short state that leads to its details. */
export function PillButton({
  tone = 'neutral',
  className,
  ...rest
}: Look & ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> }) {
  return <button type="button" className={classes(styles.pill, styles.button, styles[tone], className)} {...rest} />
}
