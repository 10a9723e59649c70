import { useSyncExternalStore } from 'react'
import { useStore } from 'zustand'
import { edgeId, type GraphDocument } from '../../shared/graph/schema.ts'
import type { TapRow } from '../../shared/run/tap.ts'
import type { RunStoreState } from '../model/run-store.ts'
import { createSamples, type OpenTap } from '../model/samples.ts'
import { type SelectionState, selectedEdge } from '../model/selection-store.ts'
import { documents, home, runs, selection, view } from '../model/session.ts'
import { createMessagesStore, type MessagesState } from './messages-store.ts'

/** What this page has seen of the run's messages, and the view of them. */
export const samples = createSamples()
export const messages = createMessagesStore({ documents, runs, engine: home.engine })

export function useMessages<T>(selector: (state: MessagesState) => T): T {
  return useStore(messages, selector)
}

/** The last rows seen on a wire; empty for none. */
export function useSamples(edge: string | null): readonly TapRow[] {
  return useSyncExternalStore(samples.subscribe, () => samples.rows(edge ?? ''))
}

/** Opens the messages of a wire in the dock, and leaves the selection as it is. */
export function showWire(edge: string): void {
  messages.getState().look({ kind: 'wire', edge })
  view.getState().showDock('messages')
}

function followSelection(state: SelectionState): void {
  const edge = selectedEdge(state)
  if (edge) messages.getState().look({ kind: 'wire', edge })
}

function followRun({ status, document }: RunStoreState): void {
  const openTap: OpenTap = (edge, on) =>
    home.engine.open('tap', { runId: status!.runId, edge: wireInRun(edge, document), maxRowsPerSecond: 20 }, on)
  samples.follow(status && openTap)
}

// This module is loaded after the first paint: what has happened before counts too.
followSelection(selection.getState())
followRun(runs.getState())
selection.subscribe(followSelection)
runs.subscribe((state, before) => {
  if (state.status?.runId !== before.status?.runId) followRun(state)
})

/** A wire that was drawn after the start carries what the port it begins at has sent along another wire. */
function wireInRun(edge: string, running: GraphDocument | null): string {
  if (!running || running.edges.some((other) => edgeId(other) === edge)) return edge
  const [from] = edge.split('>')
  const twin = running.edges.find((other) => other.from === from)
  return twin ? edgeId(twin) : edge
}
