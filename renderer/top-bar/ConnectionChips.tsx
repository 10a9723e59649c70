import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import type { Connection } from '../../shared/graph/schema.ts'
import type { EngineState } from '../../shared/ipc/workspace-contract.ts'
import { useDocument } from '../app/use-session.ts'
import { home, selection, view } from '../model/session.ts'
import { Button } from '../ui/Button.tsx'
import { Pill, PillButton } from '../ui/Pill.tsx'

/** Which brokers the pipeline speaks to, and, when something is wrong, whether Sluice and its engine can be reached. */
export function ConnectionChips() {
  const connections = useDocument((state) => state.document.connections)
  return (
    <>
      <PillButton title={Object.entries(connections).map(inWords).join('\n')} onClick={showConnections}>
        {summary(Object.values(connections))}
      </PillButton>
      <LinkChip />
      <EngineChip />
    </>
  )
}

/** With nothing selected, the inspector shows the pipeline, its connections first. */
function showConnections(): void {
  selection.getState().clear()
  view.getState().showInspector()
}

function inWords([name, connection]: [string, Connection]): string {
  return `${name}: ${connection.type === 'embedded' ? 'embedded broker' : connection.serviceUrl}`
}

function summary(connections: readonly Connection[]): string {
  const [first] = connections
  if (!first) return 'no connection'
  if (connections.length > 1) return `${connections.length} connections`
  return first.type === 'embedded' ? 'embedded broker' : first.serviceUrl.replace(/^pulsar(\+ssl)?:\/\//, '')
}

function LinkChip() {
  const link = useStore(home.link, ({ state }) => state)
  if (link === 'open') return null
  return (
    <Pill tone="warn" role="status">
      {link === 'connecting' ? 'Connecting…' : 'Connection lost, trying again…'}
    </Pill>
  )
}

const engineWords: Readonly<Record<EngineState['state'], string | null>> = {
  ready: null,
  starting: 'Engine starting…',
  restarting: 'Engine restarting…',
  'given-up': 'Engine gave up',
}

function EngineChip() {
  const engine = useEngineState()
  const words = engine && engineWords[engine.state]
  if (!words) return null
  const isOver = engine.state === 'given-up'
  return (
    <>
      <Pill tone={isOver ? 'error' : 'warn'} role="status" title={engine.failure?.message}>
        {words}
      </Pill>
      {isOver && (
        <Button size="small" onClick={() => void home.workspace.call('restartEngine', {})}>
          Start engine
        </Button>
      )}
    </>
  )
}

function useEngineState(): EngineState | null {
  const [state, setState] = useState<EngineState | null>(null)
  const link = useStore(home.link, (current) => current.state)
  useEffect(() => {
    if (link !== 'open') return
    const stream = home.workspace.open('engine', {}, { event: setState })
    return () => stream.close()
  }, [link])
  return state
}
