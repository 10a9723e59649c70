import styles from './Kbd.module.css'

/** A key or a combination, as it stands on the keyboard. */
export function Kbd({ children }: { children: string }) {
  return <kbd className={styles.kbd}>{children}</kbd>
}
