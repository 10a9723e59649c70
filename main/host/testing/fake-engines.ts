import { serve } from '../../../shared/ipc/channel.ts'
import type { Handlers, StreamSink } from '../../../shared/ipc/contract.ts'
import { engineContract } from '../../../shared/ipc/engine-contract.ts'
import { engineProcessContract, type StartedRun } from '../../../shared/ipc/engine-process-contract.ts'
import { memoryTransports } from '../../../shared/ipc/memory-transport.ts'
import type { EngineExit, EngineLauncher, EngineProcess } from '../engine-launcher.ts'

/** One engine that only pretends, in the test's hands. */
export interface FakeEngine {
  readonly resumed: StartedRun[]
  /** What it was told of secrets, each time. */
  readonly secrets: Readonly<Record<string, string>>[]
  /** Tells the supervisor what runs. */
  tellStarted(runs: StartedRun[]): void
  /** Ends with this exit, as a process would: the transport closes, then the exit is known. */
  exit(exit: Partial<EngineExit>): void
  /** No more answers to pings. */
  hang(): void
  readonly killed: boolean
  readonly endAsked: boolean
}

/** Launches engines that only pretend. `mute` ones never answer. */
export function fakeEngines(options: { mute?: () => boolean } = {}) {
  const engines: FakeEngine[] = []
  const launcher: EngineLauncher = {
    launch: () => {
      const { engine, process } = createFakeEngine(options.mute?.() ?? false)
      engines.push(engine)
      return process
    },
  }
  return { launcher, engines, last: () => engines.at(-1)! }
}

function createFakeEngine(mute: boolean): { engine: FakeEngine; process: EngineProcess } {
  const [outside, inside] = memoryTransports()
  const exited = Promise.withResolvers<EngineExit>()
  let started: StreamSink<StartedRun[]> | null = null
  let hung = mute
  let killed = false
  let endAsked = false
  const resumed: StartedRun[] = []
  const secrets: Record<string, string>[] = []

  function exit({ code = null, signal = null }: Partial<EngineExit>): void {
    inside.close()
    exited.resolve({ code, signal })
  }

  serve(
    engineProcessContract,
    {
      calls: {
        ping: () => (hung ? new Promise(() => {}) : {}),
        secrets: ({ values }) => {
          secrets.push(values)
          return {}
        },
        resume: ({ runs }) => {
          resumed.push(...runs)
          return {}
        },
        end: () => {
          endAsked = true
          if (!hung) exit({ code: 0 })
          return {}
        },
      },
      streams: {
        started: (_params, sink) => {
          started = sink
          sink.event(resumed)
          return () => {}
        },
      },
    },
    inside,
  )
  serveNothingButRuns(inside)

  const engine: FakeEngine = {
    resumed,
    secrets,
    tellStarted: (runs) => started?.event(runs),
    exit,
    hang: () => {
      hung = true
    },
    get killed() {
      return killed
    },
    get endAsked() {
      return endAsked
    },
  }
  const kill = () => {
    killed = true
    exit({ signal: 'SIGKILL' })
  }
  return { engine, process: { transport: outside, exited: exited.promise, kill } }
}

type EngineHandlers = Handlers<typeof engineContract>

/** An engine contract that knows one run and never finishes anything else. */
function serveNothingButRuns(transport: Parameters<typeof serve>[2]): void {
  const never = () => new Promise<never>(() => {})
  const silent = () => () => {}
  const runs = () => [{ runId: 'fake', pipeline: 'orders', state: 'running' as const, startedAt: 0 }]
  const calls = Object.fromEntries(
    Object.keys(engineContract.calls).map((name) => [name, never]),
  ) as unknown as EngineHandlers['calls']
  const streams = Object.fromEntries(
    Object.keys(engineContract.streams).map((name) => [name, silent]),
  ) as unknown as EngineHandlers['streams']
  serve(engineContract, { calls: { ...calls, runs }, streams }, transport)
}
