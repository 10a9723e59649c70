import type { UtilityProcess, utilityProcess } from 'electron'
import { messagePortTransport } from '../../shared/ipc/process-port.ts'
import { type EngineExit, type EngineLauncher, engineArguments } from '../host/engine-launcher.ts'
import type { HostLog } from '../host/host-log.ts'

/** The part of Electron's `utilityProcess` that starts a process. */
export type UtilityFork = Pick<typeof utilityProcess, 'fork'>

/** Engines as utility processes of the app. What they print goes to the app's own output. */
export function utilityEngine(electron: UtilityFork, entry: string, workspace: string, log: HostLog): EngineLauncher {
  return {
    launch: () => {
      const child = electron.fork(entry, engineArguments(workspace), {
        serviceName: 'Sluice engine',
        stdio: 'inherit',
        execArgv: ['--disable-warning=ExperimentalWarning'],
      })
      const exited = new Promise<EngineExit>((resolve) => {
        child.on('exit', (code) => resolve({ code, signal: null }))
      })
      // An error that nobody listens for would end the app; `exit` follows and is what counts.
      child.on('error', (type, location) => log('error', `The engine met a fatal error: ${type} at ${location}.`))
      return { transport: messagePortTransport(child), exited, kill: () => killAtOnce(child) }
    },
  }
}

/** `kill()` of a utility process asks politely; a hung engine would not hear it. */
function killAtOnce(child: UtilityProcess): void {
  if (child.pid === undefined) {
    child.kill()
    return
  }
  try {
    process.kill(child.pid, 'SIGKILL')
  } catch {
    // It has just gone by itself; `exit` is on its way.
  }
}
