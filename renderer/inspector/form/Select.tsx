import type { SelectHTMLAttributes } from 'react'
import { classes } from '../../ui/classes.ts'
import styles from './Select.module.css'

/** The platform's own list: works with every keyboard and reader. */
export function Select({ className, ...rest }: SelectHTMLAttributes<HTMLSelectElement>) {
  return <select className={classes(styles.select, className)} {...rest} />
}
