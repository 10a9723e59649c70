import { home } from '../model/session.ts'
import { createLogStore } from './log-store.ts'

/** The engine's log, as far as this page has gathered it. */
export const logs = createLogStore()

/** Gathers the engine's log for as long as the page lives; the stream is opened anew after a loss. Called once. */
export function gatherLogs(): void {
  const listen = () => home.engine.open('log', {}, { event: logs.getState().add })
  home.link.subscribe(({ state }, before) => {
    if (state === 'open' && before.state !== 'open') listen()
  })
  if (home.link.getState().state === 'open') listen()
}
