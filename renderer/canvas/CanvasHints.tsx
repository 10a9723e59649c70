import { useDiagnostics, useDocument, useRun, useView } from '../app/use-session.ts'
import { errorsIn } from '../model/diagnostics-store.ts'
import { phaseOf } from '../model/run-store.ts'
import { view } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Kbd } from '../ui/Kbd.tsx'
import styles from './CanvasHints.module.css'
import { canvasView } from './canvas-view.ts'
import { openQuickAdd } from './menus.ts'

/** One line on what to do next: on an empty canvas, and before the first run. */
export function CanvasHints() {
  const isEmpty = useDocument((state) => state.document.nodes.length === 0)
  const everRan = useView((state) => state.everRan)
  const isDraft = useRun((state) => phaseOf(state) === 'draft')
  const canRun = useDiagnostics(({ checked, diagnostics }) => checked !== null && errorsIn(diagnostics).length === 0)
  if (isEmpty) return <EmptyCanvas />
  if (everRan || !isDraft || !canRun) return null
  return (
    <p className={styles.firstRun}>
      Press <b>Run</b> and watch the messages flow. Click a wire to read them.
    </p>
  )
}

function EmptyCanvas() {
  const addFirst = () => {
    const box = canvasView.root()?.getBoundingClientRect()
    if (box) openQuickAdd({ x: box.x + box.width / 2 - 150, y: box.y + box.height / 3 })
  }
  return (
    <div className={styles.empty}>
      <h2>Start with a source</h2>
      <p>
        Drag one from the palette, double-click anywhere here, or press <Kbd>A</Kbd>.
      </p>
      <div className={styles.buttons}>
        <Button variant="primary" onClick={addFirst}>
          Add a step
        </Button>
        <Button onClick={() => view.setState({ leftPanel: 'pipelines' })}>Open an example</Button>
      </div>
    </div>
  )
}
