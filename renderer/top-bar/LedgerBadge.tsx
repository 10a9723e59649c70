import { useCallback, useRef } from 'react'
import { setAttribute, useLive, write } from '../app/live.ts'
import { useView } from '../app/use-session.ts'
import { counters } from '../model/session.ts'
import { PillButton } from '../ui/Pill.tsx'
import styles from './LedgerBadge.module.css'
import { ledgerWords } from './ledger-words.ts'

/** Whether every message is accounted for; leads to the ledger. Painted past React. */
export function LedgerBadge() {
  const badge = useRef<HTMLButtonElement>(null)
  const showDock = useView((state) => state.showDock)
  const paint = useCallback(() => {
    const element = badge.current
    const snapshot = counters.latest()
    if (!element) return
    element.hidden = snapshot === null
    if (!snapshot) return
    const { tone, mark, count, words } = ledgerWords(snapshot)
    setAttribute(element, 'data-tone', tone)
    write(element.children[0], mark)
    write(element.children[1], count)
    write(element.children[2], words)
  }, [])
  useLive(paint)
  return (
    <PillButton ref={badge} className={styles.badge} onClick={() => showDock('ledger')} title="Show the ledger" hidden>
      <span aria-hidden="true" />
      <b />
      <span />
    </PillButton>
  )
}
