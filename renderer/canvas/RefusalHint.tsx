import { type ConnectionState, useConnection, useStore, ViewportPortal } from '@xyflow/react'
import { refusalAt } from './connecting.ts'
import styles from './RefusalHint.module.css'

/** Says at the cursor why the wire in the air may not end where it is. */
export function RefusalHint() {
  const reason = useConnection(reasonOf)
  const x = useConnection((state) => (state.inProgress && state.isValid === false ? state.to.x : 0))
  const y = useConnection((state) => (state.inProgress && state.isValid === false ? state.to.y : 0))
  const zoom = useStore((state) => state.transform[2])
  if (!reason) return null
  return (
    <ViewportPortal>
      <div className={styles.hint} style={{ transform: `translate(${x}px, ${y}px) scale(${1 / zoom})` }} role="status">
        {reason}
      </div>
    </ViewportPortal>
  )
}

function reasonOf(state: ConnectionState): string | null {
  if (!state.inProgress || state.isValid !== false || !state.toHandle) return null
  return refusalAt(state.fromHandle, state.toHandle)
}
