import { CircleCheck, TriangleAlert, X } from 'lucide-react'
import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Notice } from '../model/notice-store.ts'
import { notices } from '../model/session.ts'
import { classes } from '../ui/classes.ts'
import { IconButton } from '../ui/IconButton.tsx'
import styles from './Notices.module.css'

/** Milliseconds a notice stays; alarms stay until they are closed or pushed out. */
const staysFor: Readonly<Record<Notice['tone'], number | null>> = { info: 4_000, warning: 6_000, alarm: null }

export function Notices() {
  const shown = useStore(notices, (state) => state.notices)
  return (
    <div className={styles.notices} role="status">
      {shown.map((notice) => (
        <OneNotice key={notice.id} notice={notice} />
      ))}
    </div>
  )
}

function OneNotice({ notice: { id, tone, text } }: { notice: Notice }) {
  useEffect(() => {
    const time = staysFor[tone]
    if (time === null) return
    const timer = setTimeout(() => notices.getState().dismiss(id), time)
    return () => clearTimeout(timer)
  }, [id, tone])
  return (
    <div className={classes(styles.notice, tone !== 'info' && styles.error)}>
      {tone === 'info' ? <CircleCheck /> : <TriangleAlert />}
      <p>{text}</p>
      <IconButton label="Close" size="small" side="top" onClick={() => notices.getState().dismiss(id)}>
        <X />
      </IconButton>
    </div>
  )
}
