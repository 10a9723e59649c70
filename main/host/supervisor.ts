import { connect } from '../../shared/ipc/channel.ts'
import type { Client, Transport } from '../../shared/ipc/contract.ts'
import { engineProcessContract, type StartedRun } from '../../shared/ipc/engine-process-contract.ts'
import type { Failure } from '../../shared/ipc/failure.ts'
import type { EngineState } from '../../shared/ipc/workspace-contract.ts'
import type { EngineExit, EngineLauncher, EngineProcess } from './engine-launcher.ts'
import type { HostLog } from './host-log.ts'

/** Milliseconds, unless said. */
export const supervision = {
  /** An engine that has not answered its first ping by then is killed. */
  startTimeout: 20_000,
  pingEvery: 2_000,
  /** An engine that leaves a ping unanswered for this long hangs, and is killed. */
  pingTimeout: 15_000,
  /** Waits this long after the first crash of a minute, twice as long after each further one. */
  firstBackOff: 250,
  crashWindow: 60_000,
  /** Crashes within the window after which it is not started again. */
  crashLimit: 5,
  /** After an orderly end was asked for; longer than any drain may take. */
  endTimeout: 25_000,
} as const

/** What the supervisor tells. Called in order; must not throw. */
export interface SupervisorListener {
  state(state: EngineState): void
  /** A new engine answers. Its transport carries `engineContract`. */
  ready(transport: Transport): void
  /** No engine will come until `restart`. */
  givenUp(failure: Failure): void
  /** What each new engine is told first. */
  secrets(): Readonly<Record<string, string>>
}

export interface Supervisor {
  readonly state: EngineState
  /** Tells the engine that answers now; one that comes later is told anyway. */
  secretsChanged(): void
  /** Starts anew after giving up; does nothing while an engine runs or is coming. */
  restart(): void
  /** Ends the engine in order (its runs drain), or by force when it does not. Resolves when it is gone. */
  close(): Promise<void>
}

/**
 * Keeps one engine process running. An exit that was asked for is an end; any other is a crash: it is started again with
 * growing pauses, and what was running is started again with it, until it has crashed too often within a minute.
 */
export function superviseEngine(launcher: EngineLauncher, listener: SupervisorListener, log: HostLog): Supervisor {
  let state: EngineState = { state: 'starting', crashes: 0 }
  let crashTimes: number[] = []
  let runs: readonly StartedRun[] = []
  let engine: WatchedEngine | null = null
  let closing = false
  let cancelRestart = () => {}
  let tellSecrets = () => {}

  function report(next: EngineState): void {
    state = next
    listener.state(next)
  }

  function start(): void {
    engine = watchEngine(launcher, {
      answers: onReady,
      started: (now) => {
        runs = now
      },
      gone: onGone,
    })
  }

  function onReady(client: Client<typeof engineProcessContract>, transport: Transport): void {
    report({ state: 'ready', crashes: crashTimes.length })
    tellSecrets = () => {
      client.call('secrets', { values: { ...listener.secrets() } }).catch((error: Error) => log('error', error.message))
    }
    tellSecrets()
    const left = [...runs]
    if (left.length > 0) {
      log('warn', `Starting ${left.length} pipeline(s) again that ran when the engine stopped.`)
      client.call('resume', { runs: left }).catch((error: Error) => log('error', error.message))
    }
    listener.ready(transport)
  }

  function onGone(reason: string): void {
    engine = null
    tellSecrets = () => {}
    if (closing) return
    const now = Date.now()
    crashTimes = [...crashTimes.filter((time) => now - time < supervision.crashWindow), now]
    if (crashTimes.length >= supervision.crashLimit) giveUp(reason)
    else startAgain(reason)
  }

  function startAgain(reason: string): void {
    const pause = supervision.firstBackOff * 2 ** (crashTimes.length - 1)
    log('error', `The engine ${reason}. Starting it again in ${pause} ms.`)
    const failure = { code: 'SLUICE-ENGINE-GONE', message: `The engine ${reason} and is being started again.` }
    report({ state: 'restarting', crashes: crashTimes.length, failure })
    const timer = setTimeout(start, pause)
    cancelRestart = () => clearTimeout(timer)
  }

  function giveUp(reason: string): void {
    const message = `The engine stopped ${crashTimes.length} times within a minute and is not started again; the last time it ${reason}. Change what it ran, then start it again.`
    const failure = { code: 'SLUICE-ENGINE-GIVEN-UP', message }
    log('error', message)
    report({ state: 'given-up', crashes: crashTimes.length, failure })
    listener.givenUp(failure)
  }

  listener.state(state)
  start()

  return {
    get state() {
      return state
    },
    secretsChanged: () => tellSecrets(),
    restart: () => {
      if (state.state !== 'given-up' || closing) return
      crashTimes = []
      runs = []
      report({ state: 'starting', crashes: 0 })
      start()
    },
    close: async () => {
      closing = true
      cancelRestart()
      await engine?.end()
    },
  }
}

interface WatchedEngine {
  /** Asks for an orderly end, then insists. Resolves when the process is gone. */
  end(): Promise<void>
}

interface EngineWatcher {
  answers(client: Client<typeof engineProcessContract>, transport: Transport): void
  started(runs: readonly StartedRun[]): void
  /** `reason` completes "The engine …". */
  gone(reason: string): void
}

/** One engine process from its launch to its end, with a ping that kills it when it hangs. */
function watchEngine(launcher: EngineLauncher, watcher: EngineWatcher): WatchedEngine {
  const engine = launchSafely(launcher)
  const client = connect(engineProcessContract, engine.transport)
  let hung = false
  let alive = true
  let cancelDeadline = () => {}
  let cancelPing = () => {}

  function within(deadline: number): void {
    cancelDeadline()
    const timer = setTimeout(() => {
      hung = true
      engine.kill()
    }, deadline)
    cancelDeadline = () => clearTimeout(timer)
  }

  async function ping(timeout: number, then: () => void): Promise<void> {
    within(timeout)
    try {
      await client.call('ping', {})
    } catch {
      return // It is gone, which `exited` tells; or it answers wrongly, which the deadline ends.
    }
    cancelDeadline()
    if (!alive) return
    then()
    const timer = setTimeout(() => void ping(supervision.pingTimeout, () => {}), supervision.pingEvery)
    cancelPing = () => clearTimeout(timer)
  }

  void ping(supervision.startTimeout, () => {
    watcher.answers(client, engine.transport)
    client.open('started', {}, { event: watcher.started })
  })

  const gone = engine.exited.then((exit) => {
    alive = false
    cancelDeadline()
    cancelPing()
    engine.transport.close()
    watcher.gone(hung ? 'did not answer any more and was killed' : describeExit(exit))
  })

  return {
    end: async () => {
      cancelPing()
      within(supervision.endTimeout)
      client.call('end', {}).catch(() => {})
      await gone
    },
  }
}

/** A launcher that throws is an engine that crashed at once. */
function launchSafely(launcher: EngineLauncher): EngineProcess {
  try {
    return launcher.launch()
  } catch {
    const transport = { send: () => {}, onFrame: () => {}, onClose: () => {}, close: () => {} }
    return { transport, exited: Promise.resolve({ code: null, signal: null }), kill: () => {} }
  }
}

function describeExit({ code, signal }: EngineExit): string {
  if (signal !== null) return `was ended by ${signal}`
  return code === null ? 'could not be started' : `ended with code ${code}`
}
