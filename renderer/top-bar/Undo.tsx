import { Redo2, Undo2 } from 'lucide-react'
import { useDocument } from '../app/use-session.ts'
import { canRedo, canUndo } from '../model/document-store.ts'
import { IconButton } from '../ui/IconButton.tsx'
import styles from './Undo.module.css'

export function Undo() {
  const undo = useDocument((state) => state.undo)
  const redo = useDocument((state) => state.redo)
  const back = useDocument((state) => state.history.past.at(-1)?.label)
  const forth = useDocument((state) => state.history.future[0]?.label)
  return (
    <div className={styles.undo}>
      <IconButton label={named('Undo', back)} keys="Ctrl Z" disabled={!useDocument(canUndo)} onClick={undo}>
        <Undo2 />
      </IconButton>
      <IconButton label={named('Redo', forth)} keys="Ctrl ⇧ Z" disabled={!useDocument(canRedo)} onClick={redo}>
        <Redo2 />
      </IconButton>
    </div>
  )
}

/** `Undo: move a step`. */
function named(verb: string, label: string | undefined): string {
  return label ? `${verb}: ${label[0]!.toLowerCase()}${label.slice(1)}` : verb
}
