import { Tabs as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classes } from '../ui/classes.ts'
import styles from './Tabs.module.css'

export const Tabs = Radix.Root

/** The row of tabs; arrows move along it. */
export function TabList({ className, ...rest }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={classes(styles.list, className)} {...rest} />
}

/** One tab, with a few quiet words or a number beside its title. */
export function Tab({ children, aside, ...rest }: ComponentProps<typeof Radix.Trigger> & { aside?: ReactNode }) {
  return (
    <Radix.Trigger className={styles.tab} {...rest}>
      {children}
      {aside && <span className={styles.aside}>{aside}</span>}
    </Radix.Trigger>
  )
}

/** What a tab shows; it scrolls by itself. */
export function TabPanel({ className, ...rest }: ComponentProps<typeof Radix.Content>) {
  return <Radix.Content className={classes(styles.panel, className)} {...rest} />
}
