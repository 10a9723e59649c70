import { CirclePause, Play, Square } from 'lucide-react'
import { useDocument, useRun } from '../app/use-session.ts'
import { isLive, phaseOf } from '../model/run-store.ts'
import { actions } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Tooltip } from '../ui/Tooltip.tsx'
import { useDraftDiffers } from './StatePill.tsx'

/** Run while nothing runs; Drain and Stop while something does. */
export function RunButtons() {
  const live = useRun(isLive)
  return live ? <EndButtons /> : <RunButton />
}

function RunButton() {
  const isEmpty = useDocument((state) => state.document.nodes.length === 0)
  return (
    <Tooltip text="Run what is drawn" keys="Ctrl ↵">
      <Button variant="primary" disabled={isEmpty} onClick={() => void actions.run()}>
        <Play /> Run
      </Button>
    </Tooltip>
  )
}

function EndButtons() {
  const phase = useRun(phaseOf)
  const differs = useDraftDiffers()
  return (
    <>
      <Tooltip text="End at once; what is in flight goes back to the broker">
        <Button variant="danger" disabled={phase === 'starting'} onClick={() => void actions.stop()}>
          <Square /> Stop
        </Button>
      </Tooltip>
      <Tooltip text="Take no more messages, settle those in flight, end">
        <Button disabled={phase !== 'running'} onClick={() => void actions.drain()}>
          <CirclePause /> Drain
        </Button>
      </Tooltip>
      {differs && (
        <Tooltip text="Drain what runs, then run what is drawn">
          <Button variant="primary" onClick={() => void actions.applyDraft()}>
            Apply draft
          </Button>
        </Tooltip>
      )}
    </>
  )
}
