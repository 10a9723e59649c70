import { serve } from '../../../shared/ipc/channel.ts'
import type { Handlers } from '../../../shared/ipc/contract.ts'
import { engineContract } from '../../../shared/ipc/engine-contract.ts'
import { fail } from '../../../shared/ipc/failure.ts'
import { memoryTransports } from '../../../shared/ipc/memory-transport.ts'
import { workspaceContract } from '../../../shared/ipc/workspace-contract.ts'
import { type Dial, type Home, openHome } from '../open-client.ts'

type EngineHandlers = Handlers<typeof engineContract>
type WorkspaceHandlers = Handlers<typeof workspaceContract>

export interface FakeHandlers {
  readonly engine?: Partial<EngineHandlers['calls']>
  readonly engineStreams?: Partial<EngineHandlers['streams']>
  readonly workspace?: Partial<WorkspaceHandlers['calls']>
}

export interface FakeHome {
  readonly home: Home
  /** Ends the connection, as a server that goes away does. */
  cut(): void
  /** Connections made so far. */
  readonly dials: () => number
}

/** A home in memory that answers what a test gives it and refuses the rest, over the real channel. */
export function fakeHome(handlers: FakeHandlers = {}): FakeHome {
  let dials = 0
  let cut = () => {}
  const dial: Dial = ({ opened, ended }) => {
    dials += 1
    const [page, host] = memoryTransports()
    const engine = {
      calls: answering(engineContract.calls, handlers.engine),
      streams: answering(engineContract.streams, handlers.engineStreams),
    }
    const workspace = {
      calls: answering(workspaceContract.calls, handlers.workspace),
      streams: answering(workspaceContract.streams, {}),
    }
    serve(engineContract, engine as EngineHandlers, host)
    serve(workspaceContract, workspace as WorkspaceHandlers, host)
    cut = () => {
      host.close()
      ended()
    }
    queueMicrotask(opened)
    return page
  }
  return { home: openHome(dial), cut: () => cut(), dials: () => dials }
}

function answering(names: object, given: object | undefined): object {
  const refuse = () => {
    throw fail('SLUICE-TEST', 'This test does not answer that.')
  }
  return { ...Object.fromEntries(Object.keys(names).map((name) => [name, refuse])), ...given }
}
